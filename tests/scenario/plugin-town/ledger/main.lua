--- Counts what it is asked, morning by morning.
return {
  -- Two a day; how many there were is kept for a day.
  ["ledger-open"] = function(opening, case, now)
    if opening.workflow ~= "plug-ledger" then return nil end
    if tf.kv.incr(now:sub(1, 10), 1, { ttl = "1d" }) > 2 then
      return tf.reject("ENOUGH_TODAY", { zh = "今天已满两件", en = "two a day" })
    end
  end,

  greet = function() return tf.kv.incr("mornings") and "ok" end,

  -- "never" is busy for ever; else the answer says how many mornings there were.
  send = function(with)
    if with.text == "never" then return tf.retry("10m") end
    if with.text == "tell" then tf.notify.send { to = { "eve", "zoe" }, text = "mornings" } end
    return "ok", { mornings = tf.kv.get("mornings") or 0 }
  end,
}
