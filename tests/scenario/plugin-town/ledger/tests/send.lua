return {
  ["tells how many mornings there were"] = function()
    tf.test.kv { mornings = 7 }
    assert(tf.test.call("send", { text = "now" }, "key")[2].mornings == 7)
  end,
}
