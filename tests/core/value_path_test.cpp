#include "core/value_path.h"

#include <gtest/gtest.h>

namespace tf::core {
namespace {

TEST(ValuePath, GoesIntoRecordsAndIntoEachElementOfAList) {
  const Value li = Value::record({{"name", Value::text("Li")}, {"age", Value::number(40)}});
  const Value wu = Value::record({{"name", Value::text("Wu")}});
  const Value party = Value::record({{"people", Value::list({li, wu})}});
  EXPECT_EQ(along(li, "name"), Value::text("Li"));
  EXPECT_EQ(along(party, "people.name"), Value::list({Value::text("Li"), Value::text("Wu")}));
  EXPECT_EQ(along(party, "people.age"), Value::list({Value::number(40), Value()}));
  EXPECT_TRUE(along(li, "phone").is_null());
  EXPECT_TRUE(along(li, "name.first").is_null());
}

}  // namespace
}  // namespace tf::core
