--- A village's dividend by household, field and person, in cents that add up.
local function sum(rows, key)
  local total = 0
  for _, row in ipairs(rows) do total = total + (row[key] or 0) end
  return total
end

return {
  dividend_shares = function(total, households)
    assert(total >= 0, "a dividend cannot be negative")
    local parts = {
      { weight = tf.config.by_household, of = function() return 1 end, all = #households },
      { weight = tf.config.by_field, of = function(h) return h.field end, all = sum(households, "field") },
      { weight = tf.config.by_person, of = function(h) return h.people end, all = sum(households, "people") },
    }
    -- A part nobody has a claim on goes to the others by their weights.
    local weights = 0
    for _, part in ipairs(parts) do
      if part.all == 0 then part.weight = 0 end
      weights = weights + part.weight
    end
    local rows, left = {}, total
    for i, h in ipairs(households) do
      local exact = 0.0
      for _, part in ipairs(parts) do
        if part.weight > 0 then
          exact = exact + total * part.weight * part.of(h) / (weights * part.all)
        end
      end
      local cents = math.floor(exact + 1e-9)
      rows[i] = { household = h.id, cents = cents, rest = exact - cents, place = i }
      left = left - cents
    end
    local by_rest = {}
    for i, row in ipairs(rows) do by_rest[i] = row end
    table.sort(by_rest, function(a, b)
      if math.abs(a.rest - b.rest) > 1e-9 then return a.rest > b.rest end
      return a.place < b.place
    end)
    for i = 1, left do by_rest[i].cents = by_rest[i].cents + 1 end
    local out = {}
    for i, row in ipairs(rows) do out[i] = { household = row.household, cents = row.cents } end
    return out
  end,
}
