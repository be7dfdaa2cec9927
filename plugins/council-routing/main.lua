--- Which council or group takes a topic: law before custom, custom before number.
local legal = { contract = true, land_title = true, inheritance = true, injury = true }
local custom = { custom = true, wedding = true, funeral = true, ancestral_hall = true }
local moral = { quarrel = true, filial = true, neighbour = true }

return {
  council_for = function(topic)
    if legal[topic.kind] then return "legal" end
    if custom[topic.kind] then return "gentry" end
    if (topic.households or 1) >= tf.config.many then return "deliberation" end
    return moral[topic.kind] and "moral" or "service"
  end,
}
