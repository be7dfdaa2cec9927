--- Peacemakers in turn: never of a party's surname; the rest by the case's number.
local function surname(name) return utf8.char(utf8.codepoint(name, 1)) end

local function names_of(parties)
  local out = {}
  for _, party in ipairs(parties or {}) do
    local name = type(party) == "table" and (party.name or party.id) or party
    if type(name) == "string" and name ~= "" then out[#out + 1] = name end
  end
  return out
end

local function related(first, names)
  for _, name in ipairs(names) do
    if surname(name) == first then return true end
  end
  return false
end

return {
  ["pick.peacemaker-roster"] = function(people, case)
    local names, free = names_of(case.parties), {}
    for _, person in ipairs(people) do
      if not related(person.surname or "", names) then free[#free + 1] = person.id end
    end
    if #free == 0 then return nil end
    if not tf.config.rotate then return free[1] end
    local number = tonumber((case.number or ""):match("(%d+)$")) or 0
    return free[(number - 1) % #free + 1]
  end,

  same_surname = function(name, others) return related(surname(name), others) end,
}
