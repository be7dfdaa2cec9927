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

}  // namespace

core::Words decided_text(const core::Decided& e) {
  const std::string none_zh = e.rows.empty() ? "没有一行" : join(e.rows, "、");
  const std::string none_en = e.rows.empty() ? "no row" : join(e.rows, ", ");
  std::string zh = cat("规则表 ", e.table, " 命中 ", none_zh);
  std::string en = cat("table ", e.table, ": ", none_en);
  if (!e.why.is(Value::Kind::record)) return {zh, en};
  std::vector<std::string> seen;
  if (e.why["in"].is(Value::Kind::record))
    for (const auto& [name, value] : e.why["in"].as_record())
      seen.push_back(cat(name, " = ", rule::to_feel_text(value)));
  if (e.why["unseen"].is(Value::Kind::list))
    for (const Value& name : e.why["unseen"].as_list()) seen.push_back(name.str());
  if (!seen.empty()) {
    zh += cat("（", join(seen, "，"), "）");
    en += cat(" (", join(seen, ", "), ")");
  }
  std::vector<std::string> zh_no, en_no;
  if (e.why["no"].is(Value::Kind::record))
    for (const auto& [name, rows] : e.why["no"].as_record()) {
      zh_no.push_back(cat(name, " 不合 ", rows_text(rows, "、", " 行")));
      en_no.push_back(cat(name, " rules out ", rows_text(rows, ", ", " rows")));
    }
  if (const Value& after = e.why["after"]; !after.is_null()) {
    zh_no.push_back(cat("排在后面：", rows_text(after, "、", " 行")));
    en_no.push_back(cat("passed over: ", rows_text(after, ", ", " rows")));
  }
  if (!zh_no.empty()) {
    zh += cat("，", join(zh_no, "，"));
    en += cat("; ", join(en_no, "; "));
  }
  return {zh, en};
}

}  // namespace tf::host
