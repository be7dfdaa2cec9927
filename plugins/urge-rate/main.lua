--- The share of work orders that had to be urged, and what follows from it.
return {
  urge_rate = function(urged, all)
    if all <= 0 then return nil end
    local hundredths = (urged * 10000 * 2 + all) // (2 * all)   -- rounded half up, without floats
    return tonumber(("%d.%02d"):format(hundredths // 100, hundredths % 100))
  end,

  urge_band = function(rate)
    if rate >= tf.config.talk then return "talk" end
    return rate >= tf.config.watch and "watch" or "good"
  end,
}
