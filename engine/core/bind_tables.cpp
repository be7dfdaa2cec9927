// Decision tables: the author's text → a compiled table, errors at their cells.
#include "core/bind_scope.h"
#include "core/table_file.h"

namespace tf::core {

std::optional<rule::DecisionTable> bind_table(TownScope& town, const rule::Names& names,
                                              const model::Document& table) {
  if (const model::Entry* each = table.root->entry("each")) {
    not_yet(town.out, model::both("逐行判定的规则表", "a table that decides row by row"),
            each->key_span);
    return std::nullopt;
  }
  const auto file = read_table_file(table, names, town.out);
  if (!file) return std::nullopt;
  auto compiled = rule::DecisionTable::compile(file->source, names);
  if (compiled) return std::move(*compiled);
  report_table_errors(*file, compiled.error(), town.out);
  return std::nullopt;
}

}  // namespace tf::core
