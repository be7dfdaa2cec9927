// Which values nobody finds in a record as they are: those of personal types (a person, household,
// address, phone, photo, file, signature) and fields of class `sensitive`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition.h"

namespace tf::core {

bool is_personal(TypeKind kind);
bool is_private(const Field& field);  // itself; not what stands in it
// By their simple names: fields that are private, members of records and lists that are, and the
// fields such members stand in. Of two members of one name, one private, both count as private.
PrivateFields private_fields(const Definition& definition);
// The private field, or the one private values stand in, of this simple name; null: none.
const Field* private_field(const Definition* definition, std::string_view name);
// Whether a tuple a case is found by (FindSpec::tuple) names one.
bool is_private_tuple(const Definition& definition, const std::vector<std::string>& tuple);

}  // namespace tf::core
