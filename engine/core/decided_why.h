// Why a table answered as it did, small enough for the journal:
//
//     {in: {amount: 800}, unseen: [phone], no: {amount: [injury, threat]}, after: [else]}
//
// in      what its inputs held; unseen: inputs that are sensitive, personal or no single value, by
//         name only
// no      by the input that said no, the rows it ruled out (their number when the table is long)
// after   rows that passed too, when the first one wins
// of      of a graph: the same for each decision that is a table, with the rows that fired; what
//         `in` holds above is not said again. kMostWhyTables at most.
// Limit:  tables of kMostWhyRules; of longer ones only what their inputs held.
#pragma once

#include "core/definition.h"

namespace tf::core {

inline constexpr std::size_t kMostWhyRules = 5000;
inline constexpr std::size_t kMostWhyNames = 40;  // rows named; beyond, counted
inline constexpr std::size_t kMostWhyTables = 16;

// The first warning that tells of a mistake: that something is not there is none. Null: none.
const rule::Warning* mistake_in(const std::vector<rule::Warning>& warnings);

Value why_of(const Definition& definition, const rule::TableSource& table,
             const rule::Explanation& why);

}  // namespace tf::core
