--- What things cost in points, and whether a household may still buy.
return {
  points_price = function(item, speciality)
    if item.kind ~= speciality then return item.price end
    return math.max(1, item.price * (100 - tf.config.discount) // 100)
  end,

  points_left = function(balance, spent, price)
    if price > balance or spent + price > tf.config.monthly then return nil end
    return balance - price
  end,
}
