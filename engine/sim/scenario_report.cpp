#include "sim/scenario_report.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace tf::sim {

namespace {

std::string sentence(const Failure& f, bool zh) {
  const std::string at =
      f.at.empty() ? ""
                   : cat(zh ? "第 " : "item ", f.item, zh ? " 项，" : ", ", f.at, zh ? "：" : ": ");
  if (f.key.empty()) return cat(at, f.actual);
  return cat(at, f.key, zh ? "：应当为 " : ": expected ", f.expected, zh ? "，实际为 " : ", was ",
             f.actual);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

std::string seconds_text(double seconds) {
  const auto thousandths = static_cast<std::int64_t>(seconds * 1000);
  std::string digits = cat(thousandths % 1000);
  return cat(thousandths / 1000, ".", std::string(3 - digits.size(), '0'), digits);
}

std::ptrdiff_t failed_of(std::span<const ScenarioResult> results) {
  return std::ranges::count_if(results, [](const ScenarioResult& r) { return !r.passed; });
}

}  // namespace

std::string report(const ScenarioResult& result, model::Language language) {
  const bool zh = language == model::Language::zh;
  const std::string& title = zh ? result.title.zh : result.title.en;
  std::string out = cat(result.passed ? (zh ? "通过  " : "pass  ") : (zh ? "不符  " : "FAIL  "),
                        result.id, title.empty() ? "" : cat("  ", title), "\n");
  for (const Failure& failure : result.failures) {
    const std::string place = model::place_of(failure.span);
    out += cat("  ", place.empty() ? result.path : place, "\n    ", sentence(failure, zh), "\n");
  }
  const std::string& timeline = zh ? result.timeline.zh : result.timeline.en;
  if (!timeline.empty())
    out += cat(zh ? "  案件经过：\n" : "  what happened to the case:\n", timeline);
  return out;
}

std::string summary(std::span<const ScenarioResult> results, model::Language language) {
  const auto failed = failed_of(results);
  const auto passed = static_cast<std::ptrdiff_t>(results.size()) - failed;
  return language == model::Language::zh ? cat(passed, " 个通过，", failed, " 个不符")
                                         : cat(passed, " passed, ", failed, " failed");
}

std::string junit(std::span<const ScenarioResult> results) {
  double all = 0;
  for (const ScenarioResult& r : results) all += r.seconds;
  std::string out =
      cat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"townflow\" tests=\"",
          results.size(), "\" failures=\"", failed_of(results), "\" time=\"", seconds_text(all),
          "\">\n");
  for (const ScenarioResult& r : results) {
    out += cat("  <testcase classname=\"", escaped(r.path), "\" name=\"", escaped(r.id),
               "\" time=\"", seconds_text(r.seconds), "\"");
    if (r.passed) {
      out += "/>\n";
      continue;
    }
    std::string text;
    for (const Failure& failure : r.failures) text += cat(sentence(failure, false), "\n");
    const std::string first = r.failures.empty() ? "" : sentence(r.failures.front(), false);
    out += cat(">\n    <failure message=\"", escaped(first), "\">", escaped(text),
               escaped(r.timeline.en), "</failure>\n  </testcase>\n");
  }
  return out + "</testsuite>\n";
}

std::string json_report(std::span<const ScenarioResult> results, const Coverage* coverage,
                        const std::vector<ProcessCoverage>* flow) {
  List rows;
  for (const ScenarioResult& r : results) {
    List failures;
    for (const Failure& f : r.failures)
      failures.push_back(Value::record({{"item", Value::number(static_cast<std::int64_t>(f.item))},
                                        {"at", Value::text(f.at)},
                                        {"place", Value::text(model::place_of(f.span))},
                                        {"key", Value::text(f.key)},
                                        {"expected", Value::text(f.expected)},
                                        {"actual", Value::text(f.actual)}}));
    rows.push_back(
        Value::record({{"scenario", Value::text(r.id)},
                       {"file", Value::text(r.path)},
                       {"passed", Value::boolean(r.passed)},
                       {"expectations", Value::number(static_cast<std::int64_t>(r.expectations))},
                       {"failures", Value::list(std::move(failures))}}));
  }
  const auto failed = failed_of(results);
  Record report{{"passed", Value::number(static_cast<std::int64_t>(results.size()) - failed)},
                {"failed", Value::number(static_cast<std::int64_t>(failed))},
                {"scenarios", Value::list(std::move(rows))}};
  if (coverage != nullptr) report.set("tables", coverage_value(*coverage));
  if (flow != nullptr) report.set("processes", coverage_value(*flow));
  return to_pretty_json(Value::record(std::move(report)));
}

}  // namespace tf::sim
