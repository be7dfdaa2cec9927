--- Housekeeper posts: one for a stairway, one for every ten households of a lane.
return {
  housekeeper_posts = function(households)
    local posts, stairs, lane = {}, {}, nil
    for _, home in ipairs(households) do
      if home.stair and not stairs[home.stair] then
        stairs[home.stair] = { post = "stair-" .. home.stair, households = {} }
        posts[#posts + 1] = stairs[home.stair]
      end
      if home.stair then table.insert(stairs[home.stair].households, home.id) end
    end
    local rows = 0
    for _, home in ipairs(households) do
      if not home.stair then
        if not lane or #lane.households >= tf.config.most then
          rows = rows + 1
          lane = { post = "row-" .. rows, households = {} }
          posts[#posts + 1] = lane
        end
        table.insert(lane.households, home.id)
      end
    end
    return posts
  end,
}
