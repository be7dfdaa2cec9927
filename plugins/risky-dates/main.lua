--- Dates on which trouble is likely, and who is to be told how far ahead.
return {
  dates_due = function(dates, today)
    local out = {}
    for _, row in ipairs(dates) do
      local days = tf.calendar.days(today, row.date)
      if days >= 0 and days <= (row.ahead or tf.config.ahead) then
        out[#out + 1] = { id = row.id, days = days }
      end
    end
    table.sort(out, function(a, b)
      if a.days ~= b.days then return a.days < b.days end
      return a.id < b.id
    end)
    return out
  end,
}
