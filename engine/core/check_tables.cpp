#include "core/check_tables.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_scope.h"
#include "core/table_file.h"

namespace tf::core {

namespace {

using rule::TableFinding;
using FindingKind = rule::TableFinding::Kind;

class Report {
 public:
  Report(const rule::TableSource& table, const TablePlace& place, model::Diagnostics& out)
      : table_(table), place_(place), out_(out) {}

  void run(const rule::TableAnalysis& analysis) {
    for (const TableFinding& finding : analysis.findings) one(finding);
    if (analysis.left_out > 0)
      out_.report("table.more", place_(-1, -1, -1),
                  {{"table", table_.name}, {"count", cat(analysis.left_out)}});
  }

 private:
  std::string row(int rule) const {
    const std::string& id = table_.rules[static_cast<std::size_t>(rule)].id;
    return id.empty() ? cat(rule + 1) : id;
  }
  std::string column(int column) const {
    const auto c = static_cast<std::size_t>(column);
    if (c >= table_.inputs.size()) return table_.outputs[c - table_.inputs.size()].name;
    const rule::TableInput& input = table_.inputs[c];
    return input.title.empty() ? input.expression : input.title;
  }
  std::string cell(int rule, int column) const {
    const auto& line = table_.rules[static_cast<std::size_t>(rule)];
    const auto c = static_cast<std::size_t>(column);
    return c < line.inputs.size() ? line.inputs[c] : "";
  }

  void one(const TableFinding& f) {
    switch (f.kind) {
      case FindingKind::gap:
        return gap("table.gap", f);
      case FindingKind::gap_of_null:
        return gap("table.gap_of_null", f);
      case FindingKind::gap_maybe:
        return gap("table.gap_maybe", f);
      case FindingKind::conflict:
        return conflict(f);
      case FindingKind::masked: {
        std::vector<std::string> rows;
        for (const int other : f.others) rows.push_back(row(other));
        auto& told = report("table.masked", f, {{"row", row(f.rule)}, {"rows", join(rows, ", ")}});
        if (f.others.size() == 1) told.notes.push_back(other_row(f.others.front()));
        return;
      }
      case FindingKind::duplicate:
        report("table.duplicate", f, {{"row", row(f.rule)}, {"other", row(f.other)}})
            .notes.push_back(other_row(f.other));
        return;
      case FindingKind::impossible:
        report(
            "table.impossible", f,
            {{"row", row(f.rule)}, {"cell", cell(f.rule, f.column)}, {"column", column(f.column)}});
        return;
      case FindingKind::unread:
        report("table.unread", f, {{"column", column(f.column)}});
        return;
      case FindingKind::unused:
        report("table.unused", f,
               {{"name", table_.definitions[static_cast<std::size_t>(f.definition)].first}});
        return;
      case FindingKind::output:
        report("table.output", f, {{"value", f.sample}, {"column", column(f.column)}});
        return;
      case FindingKind::not_analysed:
        return not_analysed(f);
      case FindingKind::stopped:
        report("table.stopped", f, {});
    }
  }

  model::Diagnostic& report(std::string_view code, const TableFinding& f,
                            model::Diagnostics::Arguments arguments) {
    auto& told = out_.report(code, place_(f.rule, f.column, f.definition), arguments);
    told.arguments.emplace_back("table", table_.name);
    return told;
  }
  model::Note other_row(int rule) const {
    return {place_(rule, -1, -1), cat("另一行：", row(rule)), cat("the other row: ", row(rule))};
  }

  // All gaps of a kind are one finding: they have one place.
  void gap(std::string_view code, const TableFinding& f) {
    const std::string any = model::both("任何输入", "any input");
    if (last_gap_ == nullptr || last_gap_->code->name != code) {
      last_gap_ = &report(
          code, f,
          {{"sample", f.sample.empty() ? any : f.sample}, {"box", f.box.empty() ? any : f.box}});
      return;
    }
    last_gap_->notes.push_back({model::Span{}, cat("还有：", f.sample, "（整段：", f.box, "）"),
                                cat("also: ", f.sample, " (all of: ", f.box, ")")});
  }

  // Of one row all conflicts are one finding.
  void conflict(const TableFinding& f) {
    const std::string any = model::both("任何输入", "any input");
    const std::string sample = f.sample.empty() ? any : f.sample;
    if (last_conflict_ != nullptr && conflict_row_ == f.rule) {
      last_conflict_->notes.push_back({place_(f.other, -1, -1),
                                       cat("还有这一行：", row(f.other), "，", f.sample),
                                       cat("this row too: ", row(f.other), ", ", f.sample)});
      return;
    }
    const bool unique = table_.hit == rule::HitPolicy::unique;
    last_conflict_ = &report(unique ? "table.conflict" : "table.differs", f,
                             {{"row", row(f.rule)},
                              {"other", row(f.other)},
                              {"sample", sample},
                              {"box", f.box.empty() ? any : f.box}});
    last_conflict_->notes.push_back(other_row(f.other));
    conflict_row_ = f.rule;
  }

  void not_analysed(const TableFinding& f) {
    if (f.rule < 0)
      report("table.open_column", f, {{"column", column(f.column)}});
    else
      report("table.not_analysed", f,
             {{"cell", cell(f.rule, f.column)}, {"column", column(f.column)}});
  }

  const rule::TableSource& table_;
  const TablePlace& place_;
  model::Diagnostics& out_;
  model::Diagnostic* last_gap_ = nullptr;
  model::Diagnostic* last_conflict_ = nullptr;
  int conflict_row_ = -1;
};

std::vector<rule::InputFacts> inputs_of(const rule::TableSource& table,
                                        const Definition& definition) {
  std::vector<rule::InputFacts> out;
  for (const rule::TableInput& input : table.inputs) {
    const Field* field = definition.field(trim(input.expression));
    const bool hidden = std::ranges::any_of(
        table.definitions, [&](const auto& own) { return own.first == input.expression; });
    out.push_back(field == nullptr || hidden ? rule::InputFacts{}
                                             : facts_of_field(*field, definition));
  }
  return out;
}

void check(const TableFile& file, const rule::Names& names,
           std::span<const rule::InputFacts> inputs, model::Diagnostics& out) {
  const TablePlace place = [&](int rule, int column, int definition) {
    return file.place(rule, column, definition);
  };
  report_analysis(file.source, rule::analyse(file.source, names, inputs, file.output_facts), place,
                  out);
}

}  // namespace

rule::InputFacts facts_of_field(const Field& field, const Definition& definition) {
  rule::InputFacts facts = facts_of(field.type);
  const auto limit = [](const rule::Program& program) -> std::optional<Decimal> {
    if (!program || !program.reads().empty() || !program.calls().empty() || program.reads_clock())
      return std::nullopt;
    const Value value = constant_of(program);
    return value.is(Value::Kind::number) ? std::optional(value.as_number()) : std::nullopt;
  };
  facts.least = limit(field.min);
  facts.most = limit(field.max);
  for (const auto& asked : definition.form)
    if (asked->name == field.name) facts.always_given = asked->required && !asked->show;
  return facts;
}

void report_analysis(const rule::TableSource& table, const rule::TableAnalysis& analysis,
                     const TablePlace& place, model::Diagnostics& out) {
  Report(table, place, out).run(analysis);
}

void check_tables(const Town& town, const std::vector<const model::Document*>& documents,
                  model::Diagnostics& out) {
  model::Diagnostics told;  // while the town was bound
  const TownScope scope = open_scope(documents, told);
  std::set<std::pair<const model::Document*, std::string>> seen;
  std::set<const model::Document*> used;
  for (const auto& [id, definition] : town.workflows) {
    const auto history = town.rules.find(id);
    if (history == town.rules.end()) continue;
    for (std::size_t v = 0; v < history->second.size() && v < scope.versions.size(); ++v)
      for (const auto& [name, table] : history->second[v].rules->tables) {
        const auto document = scope.versions[v].tables.find(name);
        if (document == scope.versions[v].tables.end()) continue;
        used.insert(document->second);
        if (!seen.emplace(document->second, id).second) continue;
        const auto file = read_table_file(*document->second, *definition->names, told);
        if (file) check(*file, *definition->names, inputs_of(file->source, *definition), out);
      }
  }
  for (const model::Document* document : documents)
    if (document->kind == "table" && document->root && !used.contains(document))
      check_table_alone(*document, out);
}

void check_table_alone(const model::Document& document, model::Diagnostics& out) {
  model::Diagnostics told;
  const NameTable names = names_of_table(document);
  auto file = read_table_file(document, names, told);
  if (!file) return;
  report_allowed(*file, out);
  file->source.definitions.clear();  // their values come from the town
  const auto table = rule::DecisionTable::compile(file->source, names);
  if (table) return check(*file, names, {}, out);
  std::vector<rule::TableError> wrong;
  for (const rule::TableError& error : table.error())
    if (error.error.name != "feel.unknown_name") wrong.push_back(error);
  if (!wrong.empty()) return report_table_errors(*file, wrong, out);
  const rule::TableError& first = table.error().front();
  out.report("table.alone",
             file->place(first.rule, first.column, -1, first.error.offset, first.error.length),
             {{"table", document.id}, {"zh", first.error.zh}, {"en", first.error.en}});
}

}  // namespace tf::core
