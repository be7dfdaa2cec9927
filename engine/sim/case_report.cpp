#include "sim/case_report.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"

namespace tf::sim {

namespace {

constexpr std::size_t kOddShown = 10;

std::string percent(const Share& share) {
  if (share.published == 0) return "-";
  return cat(
      fixed(100.0 * static_cast<double>(share.matched) / static_cast<double>(share.published), 2),
      " %");
}

double per_second(const CaseReplayReport& r) {
  return r.measured.seconds > 0 ? static_cast<double>(r.run.commands) / r.measured.seconds : 0;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t wide = display_width(text);
  return cat(text, std::string(wide < width ? width - wide : 0, ' '));
}
std::string right(std::string_view text, std::size_t width) {
  const std::size_t wide = display_width(text);
  return cat(std::string(wide < width ? width - wide : 0, ' '), text);
}

std::vector<const FileCase*> odd_rows(const CaseFile& file) {
  std::vector<const FileCase*> odd;
  for (const FileCase& c : file.cases)
    if (c.backwards) odd.push_back(&c);
  return odd;
}

using TypeRow = std::pair<std::string_view, const TypeShare*>;
std::vector<TypeRow> by_size(const CaseJudge& judge) {
  std::vector<TypeRow> rows;
  for (const auto& [type, share] : judge.types()) rows.emplace_back(type, &share);
  std::ranges::sort(rows, [](const TypeRow& a, const TypeRow& b) {
    return std::pair(b.second->cases, a.first) < std::pair(a.second->cases, b.first);
  });
  return rows;
}

std::string type_table(const CaseJudge& judge, bool zh) {
  constexpr std::size_t kName = 48, kWide = 10;
  std::string out = padded(zh ? "类别" : "type", kName);
  static constexpr const char* kZh[] = {"案件", "有期限", "相符", "比例", "有灯", "相符"};
  static constexpr const char* kEn[] = {"cases", "targets", "same", "share", "lights", "agree"};
  for (const char* head : zh ? kZh : kEn) out += right(head, kWide);
  out += '\n';
  for (const auto& [type, share] : by_size(judge)) {
    out += padded(type.empty() ? "-" : type, kName);
    out += right(cat(share->cases), kWide) + right(cat(share->targets.published), kWide) +
           right(cat(share->targets.matched), kWide) + right(percent(share->targets), kWide) +
           right(cat(share->lights.published), kWide) + right(cat(share->lights.matched), kWide);
    out += '\n';
  }
  return out;
}

std::string odd_table(const CaseFile& file, bool zh) {
  const auto odd = odd_rows(file);
  if (odd.empty()) return {};
  std::string out =
      zh ? cat("\n", odd.size(), " 行的办结早于登记（事后补录），均按登记时刻办结：\n")
         : cat("\n", odd.size(),
               " rows close before they open (entered afterwards); closed at their opening:\n");
  for (std::size_t i = 0; i < std::min(odd.size(), kOddShown); ++i)
    out +=
        cat("  ", zh ? "第 " : "line ", file.csv.line(odd[i]->row), zh ? " 行，" : ", ", odd[i]->id,
            ": ", to_utc_string(odd[i]->opened), " > ", to_utc_string(*odd[i]->closed), "\n");
  if (odd.size() > kOddShown)
    out += zh ? cat("  另有 ", odd.size() - kOddShown, " 行，见 --json\n")
              : cat("  and ", odd.size() - kOddShown, " more: --json lists them\n");
  return out;
}

}  // namespace

std::string fixed(double number, int decimals) {
  const auto scale = static_cast<std::int64_t>(std::pow(10, decimals));
  const auto scaled = static_cast<std::int64_t>(std::llround(number * static_cast<double>(scale)));
  if (decimals == 0) return cat(scaled);
  std::string rest = cat(std::abs(scaled) % scale);
  rest.insert(0, static_cast<std::size_t>(decimals) - rest.size(), '0');
  return cat(scaled < 0 ? "-" : "", std::abs(scaled) / scale, ".", rest);
}

std::string report(const CaseReplayReport& r, model::Language language) {
  const bool zh = language == model::Language::zh;
  const Measured& m = r.measured;
  const TypeShare& all = r.judge.all();
  std::string out = type_table(r.judge, zh);
  const auto line = [&](std::string_view chinese, std::string_view english,
                        const std::string& text) {
    out += cat(padded(zh ? chinese : english, zh ? 12 : 14), text, "\n");
  };
  out += '\n';
  line("案件", "cases",
       cat(r.run.opened, zh ? " 件，办结 " : " opened, ", r.run.closed, zh ? " 件" : " closed"));
  line("命令", "commands",
       zh ? cat(r.run.commands, " 条，", m.commits, " 次提交，均已落盘；用时 ", fixed(m.seconds, 2),
                " 秒，每秒 ", fixed(per_second(r), 0), " 条")
          : cat(r.run.commands, " in ", m.commits, " commits, each on disk: ", fixed(m.seconds, 2),
                " s, ", fixed(per_second(r), 0), " a second"));
  line(
      "到时", "timers",
      zh ? cat("两次提交之间 ", r.run.fired, " 件次") : cat(r.run.fired, " cases between commits"));
  line("期限", "targets",
       cat(all.targets.matched, zh ? " / " : " of ", all.targets.published,
           zh ? " 在两分钟内相符，" : " within two minutes, ", percent(all.targets),
           r.given_targets ? (zh ? "（期限取自文件）" : " (they were given)") : ""));
  line("灯色", "lights",
       cat(all.lights.matched, zh ? " / " : " of ", all.lights.published,
           zh ? " 与公布的相符，" : " as published, ", percent(all.lights)));
  line("日志", "journal",
       zh ? cat(r.proof.rows, " 行单独重放 ", r.proof.cases, " 件：",
                r.proof.equal() ? "全部一致" : cat(r.proof.different, " 件不一致"), "，",
                fixed(m.proof_seconds, 2), " 秒")
          : cat(r.proof.rows, " rows alone give ",
                r.proof.equal() ? cat("the same ", r.proof.cases, " cases")
                                : cat("other states in ", r.proof.different, " cases"),
                ", ", fixed(m.proof_seconds, 2), " s"));
  if (!r.proof.equal()) out += cat("  ", r.proof.first, "\n");
  line("内存", "memory", cat(fixed(m.rss_mb, 0), " MB"));
  line("磁盘", "disk", cat(fixed(static_cast<double>(m.bytes_on_disk) / 1e6, 1), " MB"));
  out += odd_table(r.file, zh);
  if (r.run.refused != 0)
    out +=
        zh ? cat("\n被拒绝 ", r.run.refused, " 条：\n") : cat("\nrefused: ", r.run.refused, "\n");
  for (const std::string& told : r.run.told) out += cat("  ", told, "\n");
  return out;
}

namespace {

void put_share(JsonWriter& json, std::string_view name, std::string_view matched,
               const Share& share) {
  json.key(name).begin_object().field("published", share.published).field(matched, share.matched);
  json.end_object();
}

}  // namespace

std::string json_report(const CaseReplayReport& r) {
  std::string out;
  JsonWriter json(out);
  const Measured& m = r.measured;
  json.begin_object()
      .field("cases", r.run.opened)
      .field("closed", r.run.closed)
      .field("commands", r.run.commands)
      .field("refused", r.run.refused)
      .field("timers", r.run.fired)
      .field("commits", m.commits);
  json.key("seconds").raw(fixed(m.seconds, 3));
  json.key("commands_per_second").raw(fixed(per_second(r), 0));
  json.field("given_targets", r.given_targets);
  put_share(json, "targets", "reproduced", r.judge.all().targets);
  put_share(json, "lights", "agree", r.judge.all().lights);
  json.field("targets_later", r.judge.all().later)
      .field("clock_without_target", r.judge.all().unasked);
  json.field("replay_equal", r.proof.equal()).field("journal_rows", r.proof.rows);
  json.key("replay_seconds").raw(fixed(m.proof_seconds, 3));
  json.key("rss_mb").raw(fixed(m.rss_mb, 1));
  json.field("disk_bytes", m.bytes_on_disk);
  json.key("odd_rows").begin_array();
  for (const FileCase* c : odd_rows(r.file))
    json.begin_object()
        .field("case_id", c->id)
        .field("line", r.file.csv.line(c->row))
        .field("opened", to_utc_string(c->opened))
        .field("closed", to_utc_string(*c->closed))
        .end_object();
  json.end_array().key("refusals").begin_array();
  for (const std::string& told : r.run.told) json.value(told);
  json.end_array().key("per_type").begin_array();
  for (const auto& [type, share] : by_size(r.judge)) {
    json.begin_object().field("type", type).field("cases", share->cases);
    put_share(json, "targets", "reproduced", share->targets);
    put_share(json, "lights", "agree", share->lights);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace tf::sim
