--- Before a small-team meeting three things are fixed: when, who, about what.
local order = { "time", "people", "topic" }
local words = { time = "时间", people = "人员", topic = "议题" }

-- A person is a record, a list of topics is a list: either is empty when nothing is in it.
local function empty(value)
  if type(value) ~= "table" then return value == nil or value == "" end
  for _ in pairs(value) do return false end
  return true
end

local function missing(fixes)
  local out = {}
  for _, name in ipairs(order) do
    if empty(fixes[name]) then out[#out + 1] = name end
  end
  return out
end

return {
  fixes_missing = function(time, people, topic)
    return missing { time = time, people = people, topic = topic }
  end,

  ["three-fixes"] = function(task)
    if task.step ~= tf.config.step then return nil end
    local form, fixes = task.form or {}, {}
    for _, name in ipairs(order) do fixes[name] = form[tf.config[name]] end
    local open = missing(fixes)
    if #open == 0 then return nil end
    local zh = {}
    for i, name in ipairs(open) do zh[i] = words[name] end
    return tf.reject("THREE_FIXES_INCOMPLETE", {
      zh = "三定未齐：还缺" .. table.concat(zh, "、"),
      en = "not yet fixed: " .. table.concat(open, ", "),
    })
  end,
}
