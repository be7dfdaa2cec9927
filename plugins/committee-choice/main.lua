--- The committee for a dispute, and its members who are free of interest.
local function has(list, wanted)
  for _, item in ipairs(list or {}) do
    if item == wanted then return true end
  end
  return false
end

local function stands_back(member, parties)
  for _, party in ipairs(parties) do
    if member.id == party.id then return true end
    if member.unit and member.unit == party.unit then return true end
    if has(member.relatives, party.id) or has(member.dealt_with, party.id) then return true end
  end
  return false
end

return {
  committee_for = function(field, committees)
    for _, committee in ipairs(committees) do
      if has(committee.fields, field) then return committee.id end
    end
    return tf.config.general
  end,

  -- Fewer than the quorum: none, so that the general committee takes it.
  members_free = function(members, parties)
    local free = {}
    for _, member in ipairs(members) do
      if not stands_back(member, parties) then free[#free + 1] = member.id end
    end
    return #free >= tf.config.quorum and free or {}
  end,
}
