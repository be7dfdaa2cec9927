--- Who of the leaders a visitor meets by video, and when.
return {
  leader_for = function(field, duties)
    for _, duty in ipairs(duties) do
      for _, name in ipairs(duty.fields or {}) do
        if name == field then return duty.leader end
      end
    end
    return duties[1] and duties[1].leader
  end,

  -- Not on the day of asking itself: the leader reads the matter first.
  next_appointment = function(date, weekday, booked)
    local taken = {}
    for _, row in ipairs(booked) do taken[row.date] = row.count end
    local ahead = (weekday - tf.calendar.weekday(date)) % 7
    if ahead == 0 then ahead = 7 end
    for week = 0, 51 do
      local day = tf.calendar.add_days(date, ahead + 7 * week)
      if (taken[day] or 0) < tf.config.seats then return day end
    end
    return nil
  end,
}
