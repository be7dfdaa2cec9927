#include "host/erasure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "base/json.h"
#include "base/seal_value.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/match_keys.h"
#include "core/nearness.h"
#include "core/private_fields.h"
#include "core/sealing.h"
#include "core/value_path.h"
#include "host/batch.h"
#include "host/opened.h"
#include "host/shard.h"

namespace tf::host {

namespace {

constexpr std::string_view kErasing = "erase/";  // settings: asked, and not yet done

std::string erasure_digits(SealRing::Leaf leaf) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), leaf, 16);
  const std::string written(digits.data(), end);
  return std::string(16 - written.size(), '0') + written;
}

std::vector<SealRing::Leaf> erasure_leaves(const std::vector<std::string>& digits) {
  std::vector<SealRing::Leaf> out;
  for (const std::string& one : digits) {
    SealRing::Leaf leaf = 0;
    const auto [end, error] = std::from_chars(one.data(), one.data() + one.size(), leaf, 16);
    if (error == std::errc{} && end == one.data() + one.size()) out.push_back(leaf);
  }
  return out;
}

// Walks the whole journal: how much is sealed under `leaf`.
Result<void> count_sealed(store::Store& store, SealRing::Leaf leaf, Erasure& out) {
  constexpr std::size_t kPage = 1000;
  const std::string digits = erasure_digits(leaf);
  std::set<std::uint64_t> cases;
  for (std::uint64_t after = 0;;) {
    const auto rows = TF_TRY(store.read_all(after, kPage));
    for (const store::JournalRow& row : rows) {
      after = row.seq;
      if (row.body.find(digits) == std::string::npos) continue;
      if (!std::ranges::binary_search(leaves_in(row.body), leaf)) continue;
      ++out.rows;
      if (row.case_id == 0 || !cases.insert(row.case_id).second) continue;
      if (out.cases.size() >= Erasure::kMostNamed) continue;
      const auto about = TF_TRY(store.case_row(row.case_id));
      if (about) out.cases.push_back(about->number);
    }
    if (rows.size() < kPage) break;
  }
  out.in_cases = cases.size();
  return {};
}

// As CaseEnv::path reads it.
Value erased_fact(const core::CaseState& state, const std::string& path) {
  const std::size_t dot = path.find('.');
  const Value value = state.field(path.substr(0, dot));
  return dot == std::string::npos ? value
                                  : core::along(value, std::string_view(path).substr(dot + 1));
}

Value erased_place(const core::Definition& definition, const core::CaseState& state) {
  for (const auto& field : definition.fields)
    if (field->type.kind == core::TypeKind::place || field->type.kind == core::TypeKind::address)
      if (const Value& found = state.field(field->name); !found.is_null()) return found;
  return {};
}

// The keys the case alone is found again by: nobody else needs them to find himself.
Result<std::vector<SealRing::Leaf>> match_leaves(store::Store& store, const SealRing& ring,
                                                 const core::Definition& definition,
                                                 const core::CaseState& state) {
  std::vector<SealRing::Leaf> out;
  for (const auto& tuple : definition.keys) {
    if (!core::is_private_tuple(definition, tuple)) continue;
    std::vector<Value> values;
    for (const std::string& path : tuple)
      values.push_back(path == core::kCell ? core::own_cell(erased_place(definition, state))
                                           : erased_fact(state, path));
    for (const core::MatchText& one : core::match_texts(tuple, values)) {
      const SealRing::Leaf leaf = ring.leaf_of(core::match_owner(state.town, one.text));
      SealBook book(std::make_shared<const SealRing>(ring));
      const auto mark = book.mark({leaf}, one.text);
      const auto found = mark ? TF_TRY(store.find({to_hex(*mark).substr(0, 32)}, 0, false))
                              : std::vector<store::MatchRow>{};
      const bool others = std::ranges::any_of(
          found, [&](const auto& row) { return row.case_id != state.id.value; });
      if (!found.empty() && !others) out.push_back(leaf);
    }
  }
  return out;
}

Result<std::shared_ptr<const SealRing>> erasure_ring(store::Store& store) {
  TF_OK(store.keys().usable());
  auto ring = store.keys().ring();
  if (!ring)
    return fail(Errc::not_found, "nothing is sealed in this store, so nothing to erase",
                "这个存储里没有封存的内容，无可抹除");
  return ring;
}

}  // namespace

Result<Erasure> plan_person_erasure(store::Store& store, const std::string& town,
                                    const std::string& person) {
  const auto ring = TF_TRY(erasure_ring(store));
  const SealRing::Leaf leaf = ring->leaf_of(core::person_owner(town, person));
  Erasure out;
  out.what = {"person", town, 0, {erasure_digits(leaf)}, {}};
  TF_OK(count_sealed(store, leaf, out));
  if (out.rows == 0)
    return fail(Errc::not_found,
                cat("nothing of '", person, "' is sealed in ", town,
                    ": erased before, or known here by another id (the id_hash, where one was "
                    "given)"),
                cat(town, " 没有封存“", person,
                    "”的内容：已抹除过，或在此另有标识（登记过 id_hash 的用 id_hash）"));
  return out;
}

Result<Erasure> plan_case_erasure(store::Store& store, const core::Catalog& catalog, CaseId id) {
  const auto ring = TF_TRY(erasure_ring(store));
  const SealRing::Leaf leaf = ring->leaf_of(core::case_owner(id));
  Erasure out;
  const core::CaseState state = TF_TRY(seen_state(store, id));
  if (state.phase != core::CasePhase::closed)
    return fail(Errc::conflict,
                cat("case ", state.number, " is not closed: end it before it is erased"),
                cat("事项 ", state.number, " 尚未办结：办结后才能抹除"));
  out.what = {"case", state.town, id.value, {erasure_digits(leaf)}, {}};
  TF_OK(count_sealed(store, leaf, out));
  if (const auto definition = catalog.definition(state.versions.definition))
    for (const SealRing::Leaf more : TF_TRY(match_leaves(store, *ring, *definition, state)))
      out.what.leaves.push_back(erasure_digits(more));
  if (out.rows == 0 && out.what.leaves.size() == 1)
    return fail(Errc::not_found,
                cat("nothing of case ", state.number, " is sealed under its own key"),
                cat("事项 ", state.number, " 没有用自己的密钥封存的内容"));
  return out;
}

std::string erasure_json(const Erasure& done) {
  List cases;
  for (const std::string& number : done.cases) cases.push_back(Value::text(number));
  const auto number = [](std::size_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  return to_json(Value::record({{"what", Value::text(done.what.what)},
                                {"town", Value::text(done.what.town)},
                                {"keys_destroyed", number(done.what.leaves.size())},
                                {"rows", number(done.rows)},
                                {"cases_touched", number(done.in_cases)},
                                {"cases", Value::list(std::move(cases))}}));
}

// ---- of the batch
Result<void> BatchRunner::begin_erasure(const Erasure& erasure) {
  const std::string row = core::encode_row(erasure.by, erasure.what, {});
  keep(cat(kErasing, erasure.what.leaves.front()), row);
  return commit();
}

Result<std::size_t> BatchRunner::finish_erasures(Instant now) {
  std::vector<std::pair<std::string, std::string>> asked;
  for (auto at = kept_.lower_bound(std::string(kErasing));
       at != kept_.end() && at->first.starts_with(kErasing); ++at)
    asked.push_back(*at);
  for (const auto& [key, row] : asked) {
    const core::RowBody body = TF_TRY(core::decode_row(row));
    const auto* erased = std::get_if<core::Erased>(&body.command);
    if (erased == nullptr)
      return fail(Errc::corrupt, cat("setting ", key, " is no erasure"),
                  cat("设置 ", key, " 不是一次抹除的记录"));
    TF_OK(store_.keys().destroy(erasure_leaves(erased->leaves)));
    begin(now);
    TF_OK(stage_of_no_case(body.actor, *erased));
    keep(key, "");
    TF_OK(commit());
  }
  return asked.size();
}

}  // namespace tf::host
