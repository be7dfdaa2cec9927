#include "host/decided_text.h"

#include "base/text.h"
#include "rule/feel/feel.h"

namespace tf::host {

namespace {

// Rows by name, or how many there were.
std::string rows_text(const Value& rows, const char* between, const char* counted) {
  if (!rows.is(Value::Kind::list)) return cat(rows.str(), counted);
  std::vector<std::string> names;
  for (const Value& row : rows.as_list()) names.push_back(row.str());
  return join(names, between);
}

// What a table saw and what ruled the other rows out: the tail of its sentence.
void tell_cells(const Value& why, std::string& zh, std::string& en) {
  std::vector<std::string> seen;
  if (why["in"].is(Value::Kind::record))
    for (const auto& [name, value] : why["in"].as_record())
      seen.push_back(cat(name, " = ", rule::to_feel_text(value)));
  if (why["unseen"].is(Value::Kind::list))
    for (const Value& name : why["unseen"].as_list()) seen.push_back(name.str());
  if (!seen.empty()) {
    zh += cat("（", join(seen, "，"), "）");
    en += cat(" (", join(seen, ", "), ")");
  }
  std::vector<std::string> zh_no, en_no;
  if (why["no"].is(Value::Kind::record))
    for (const auto& [name, rows] : why["no"].as_record()) {
      zh_no.push_back(cat(name, " 不合 ", rows_text(rows, "、", " 行")));
      en_no.push_back(cat(name, " rules out ", rows_text(rows, ", ", " rows")));
    }
  if (const Value& after = why["after"]; !after.is_null()) {
    zh_no.push_back(cat("排在后面：", rows_text(after, "、", " 行")));
    en_no.push_back(cat("passed over: ", rows_text(after, ", ", " rows")));
  }
  if (zh_no.empty()) return;
  zh += cat("，", join(zh_no, "，"));
  en += cat("; ", join(en_no, "; "));
}

}  // namespace

core::Words decided_text(const core::Decided& e) {
  const std::string none_zh = e.rows.empty() ? "没有一行" : join(e.rows, "、");
  const std::string none_en = e.rows.empty() ? "no row" : join(e.rows, ", ");
  std::string zh, en;
  if (e.why.is(Value::Kind::record) && e.why["of"].is(Value::Kind::record)) {
    zh = cat("判定图 ", e.table);
    en = cat("graph ", e.table);
  } else {
    zh = cat("规则表 ", e.table, " 命中 ", none_zh);
    en = cat("table ", e.table, ": ", none_en);
  }
  if (!e.why.is(Value::Kind::record)) return {zh, en};
  tell_cells(e.why, zh, en);
  if (e.why["of"].is(Value::Kind::record))
    for (const auto& [name, why] : e.why["of"].as_record()) {
      const bool none = why["rows"].is(Value::Kind::list) && why["rows"].as_list().empty();
      zh += cat("；", name, " 命中 ", none ? "没有一行" : rows_text(why["rows"], "、", " 行"));
      en += cat("; ", name, ": ", none ? "no row" : rows_text(why["rows"], ", ", " rows"));
      tell_cells(why, zh, en);
    }
  return {zh, en};
}

}  // namespace tf::host
