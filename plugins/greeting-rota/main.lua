--- Whom a liaison greets today: the very old every day, the rest once in a round.
return {
  greet_today = function(people, date)
    local day = tf.calendar.days("1970-01-01", date) % tf.config.every
    local out, turn = {}, 0
    for _, person in ipairs(people) do
      if (person.age or 0) >= tf.config.old then
        out[#out + 1] = person.id
      else
        if turn % tf.config.every == day then out[#out + 1] = person.id end
        turn = turn + 1
      end
    end
    return out
  end,
}
