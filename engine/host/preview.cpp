#include "host/preview.h"

#include "base/text.h"
#include "host/batch.h"
#include "host/publication.h"

namespace tf::host {

namespace {

constexpr std::uint32_t kPreviewPage = 500;

class Previewer {
 public:
  Previewer(std::shared_ptr<const core::Catalog> catalog, store::Store& store, Instant now)
      : catalog_(std::move(catalog)), store_(store), now_(now) {}

  Result<void> page(const std::vector<store::CaseRow>& rows, std::size_t listed, Preview& out) {
    BatchRunner runner(catalog_, store_, options_);  // a page's memory, gone with it
    TF_OK(runner.start_beside(now_));
    runner.begin(now_);
    for (const store::CaseRow& row : rows) {
      ++out.open;
      TF_OK(one(runner, row, listed, out));
    }
    return {};
  }

 private:
  Result<void> one(BatchRunner& runner, const store::CaseRow& row, std::size_t listed,
                   Preview& out) {
    const core::Town* town = catalog_->town(row.town);
    const auto rules = town->rules_at(row.workflow, Instant{row.opened_ms});
    if (!rules) return {};
    run(runner, row.id,
        core::FireTimers{});  // what is due by the old rules is not the change's doing
    const core::CaseState before = TF_TRY(runner.state(CaseId{row.id}));
    if (before.versions.rules == rules->hash || before.phase == core::CasePhase::closed) return {};
    run(runner, row.id, core::RulesChanged{rules->hash, "preview"});
    run(runner, row.id, core::FireTimers{});
    const core::CaseState after = TF_TRY(runner.state(CaseId{row.id}));
    CasePreview change{row.id, row.number, row.workflow, before.light, after.light, {}};
    for (const core::Clock& old : before.clocks)
      if (const core::Clock* clock = after.clock(old.id); clock != nullptr && clock->due != old.due)
        change.clocks.push_back({old.of, old.name, old.due, clock->due});
    if (!change.clocks.empty()) ++out.due;
    if (change.light_before != change.light_after) ++out.light;
    const bool differs = !change.clocks.empty() || change.light_before != change.light_after;
    if (differs && out.cases.size() < listed) out.cases.push_back(std::move(change));
    return {};
  }

  static void run(BatchRunner& runner, std::uint64_t id, core::CommandBody body) {
    core::Command command;
    command.target = CaseId{id};
    command.actor = {"", "engine", ""};
    command.body = std::move(body);
    runner.run(command, {});
  }

  std::shared_ptr<const core::Catalog> catalog_;
  store::Store& store_;
  Instant now_;
  ShardOptions options_;
};

}  // namespace

Result<Preview> preview_rules(std::shared_ptr<const core::Catalog> catalog, store::Store& store,
                              const std::string& town, Instant now, std::size_t listed) {
  if (catalog->town(town) == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  Preview out;
  Previewer previewer(std::move(catalog), store, now);
  for (const char* phase : {"open", "suspended"}) {
    store::CaseFilter filter;
    filter.town = town;
    filter.phase = phase;
    filter.limit = kPreviewPage;
    for (;; filter.offset += kPreviewPage) {
      const auto rows = TF_TRY(store.cases(filter));
      TF_OK(previewer.page(rows, listed, out));
      if (rows.size() < kPreviewPage) break;
    }
  }
  return out;
}

namespace {

// The path of the one file `name` means.
Result<std::string> path_of(const core::Sources& sources, const std::string& name) {
  if (sources.texts.contains(name)) return name;
  std::vector<std::string> found;
  for (const auto& [path, text] : sources.texts)
    if (path.ends_with("/" + name)) found.push_back(path);
  if (found.size() == 1) return found.front();
  if (found.empty())
    return fail(
        Errc::not_found,
        cat("no file of this town is called ", name, "; it is made of ", sources.texts.size(),
            " files such as ", sources.texts.empty() ? "none" : sources.texts.begin()->first),
        cat("这个乡镇没有叫 ", name, " 的文件；它由 ", sources.texts.size(), " 个文件组成，例如 ",
            sources.texts.empty() ? "（无）" : sources.texts.begin()->first));
  return fail(Errc::invalid, cat(name, " may be ", join(found, " or "), "; write the whole path"),
              cat(name, " 可能是 ", join(found, " 或 "), "；请写全路径"));
}

}  // namespace

Result<FilesPreview> preview_files(const core::Catalog& now, store::Store& store,
                                   const std::string& town,
                                   const std::map<std::string, std::string>& files, Instant at,
                                   std::size_t listed) {
  if (now.town(town) == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  if (now.sources == nullptr)
    return fail(Errc::invalid, "this engine was not started from files, so none can be changed",
                "本服务不是由文件启动的，没有文件可改");
  core::Sources changed = *now.sources;
  for (const auto& [name, text] : files) changed.texts[TF_TRY(path_of(*now.sources, name))] = text;
  model::Diagnostics out;
  const auto catalog = bind_sources(changed, now, out);
  FilesPreview answer;
  for (const model::Diagnostic& row : out.rows()) {
    if (row.code->severity != model::Severity::error) continue;
    answer.findings.push_back({row.span.file ? row.span.file->path : "",
                               static_cast<int>(row.span.line), static_cast<int>(row.span.column),
                               message_of(row, model::Language::zh),
                               message_of(row, model::Language::en)});
  }
  if (!answer.findings.empty()) return answer;
  auto merged = std::make_shared<core::Catalog>(*catalog);
  merged->keep_from(now);  // what running cases stand on
  answer.preview = TF_TRY(preview_rules(std::move(merged), store, town, at, listed));
  return answer;
}

}  // namespace tf::host
