--- A patrol's round: always to the nearest point not yet seen; key points are never left out.
local function distance(a, b)
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
end

local function take_nearest(here, points)
  local best
  for i, point in ipairs(points) do
    if not best or distance(here, point) < distance(here, points[best]) then best = i end
  end
  return table.remove(points, best)
end

-- The points of this round: all key ones, then the nearest to the start.
local function chosen(start, points)
  local round, rest = {}, {}
  for _, point in ipairs(points) do
    local list = point.key and round or rest
    list[#list + 1] = point
  end
  while #round < tf.config.most and #rest > 0 do round[#round + 1] = take_nearest(start, rest) end
  return round
end

return {
  patrol_route = function(start, points)
    local left, here, out = chosen(start, points), start, {}
    while #left > 0 do
      here = take_nearest(here, left)
      out[#out + 1] = here.id
    end
    return out
  end,
}
