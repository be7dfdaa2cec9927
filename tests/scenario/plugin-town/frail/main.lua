--- A filter that fails in the way the case asks for.
return {
  ["frail-open"] = function(opening, case)
    if opening.workflow ~= "plug-frail" then return nil end
    if case.kind == "loop" then while true do end end
    if case.kind == "bad" then error("broken") end
    if case.kind == "refused" then return tf.reject("NOT_TODAY", { zh = "今天不收", en = "not today" }) end
    return nil
  end,

  -- One day more for the step "work", whatever was computed.
  ["frail-due"] = function(clock)
    if clock.name ~= "work" then return nil end
    return { due = tf.calendar.add_days(clock.due, 1) .. clock.due:sub(11) }
  end,
}
