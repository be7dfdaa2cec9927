// A Service that is real but small: cases in memory, each with the steps line-1, line-2, done; keys
// remembered, every command an event. With `shard` its answers come from a thread of its own in
// bursts, as a shard's do after a commit; without, before submit() returns.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "host/service.h"

namespace tf::host {

class FakeService final : public Service {
 public:
  explicit FakeService(bool shard = false) {
    if (shard) thread_ = std::thread([this] { run(); });
  }
  ~FakeService() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  // Answers are kept back while held; release() gives them.
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    std::vector<Waiting> waiting;
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
      waiting.swap(waiting_);
    }
    work(waiting);
  }
  // The next answers are this failure.
  void fail_with(Errc code, std::string text) {
    const std::lock_guard lock(mutex_);
    failure_ = Error{code, std::move(text)};
  }
  void set_ready(bool ready) { ready_ = ready; }
  std::vector<Request> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  void submit(Request request, std::function<void(Answer)> done) override {
    std::unique_lock lock(mutex_);
    if (asked_.size() < 1000) asked_.push_back(request);
    waiting_.push_back({std::move(request), std::move(done)});
    if (held_) return;
    if (thread_.joinable()) {
      if (waiting_.size() == 1) arrived_.notify_one();
      return;
    }
    std::vector<Waiting> waiting;
    waiting.swap(waiting_);
    lock.unlock();
    work(waiting);
  }

  std::vector<TownInfo> towns() const override {
    return {{"riverside", "河边镇", "Riverside", {"three-lines"}}};
  }
  Result<std::string> workflow_json(const std::string& town, const std::string& workflow) override {
    if (town != "riverside" || workflow != "three-lines")
      return fail(Errc::not_found, cat("no workflow '", workflow, "' in '", town, "'"));
    return std::string(R"({"id":"three-lines"})");
  }
  Result<store::CaseRow> case_row(const std::string& ref) override {
    const std::lock_guard lock(mutex_);
    const auto* found = find(ref);
    if (found == nullptr) return fail(Errc::not_found, cat("no case '", ref, "'"));
    return *found;
  }
  Result<std::string> case_json(const std::string& ref) override {
    auto row = case_row(ref);
    if (!row) return std::unexpected(row.error());
    return view(*row);
  }
  Result<std::vector<TimelineEntry>> timeline(const std::string& ref) override {
    auto row = case_row(ref);
    if (!row) return std::unexpected(row.error());
    TimelineEntry entry;
    entry.seq = 1;
    entry.at = entry.effective = Instant{row->opened_ms};
    entry.actor = "zhou";
    entry.kind = "open";
    entry.zh = "周登记";
    entry.en = "zhou opened it";
    return std::vector{entry};
  }
  Result<std::pair<std::string, std::string>> explain(const std::string& ref) override {
    auto row = case_row(ref);
    if (!row) return std::unexpected(row.error());
    return std::pair<std::string, std::string>{"绿灯：未到期", "green: not due yet"};
  }
  Result<std::vector<store::CaseRow>> cases(const store::CaseFilter& filter) override {
    const std::lock_guard lock(mutex_);
    if (failure_) return std::unexpected(*failure_);
    std::vector<store::CaseRow> rows;
    std::uint64_t skip = filter.offset;
    for (const auto& [id, row] : cases_) {
      if (filter.town && row.town != *filter.town) continue;
      if (filter.light && row.light != *filter.light) continue;
      if (filter.phase && row.phase != *filter.phase) continue;
      if (skip > 0 && skip-- > 0) continue;
      if (rows.size() < filter.limit) rows.push_back(row);
    }
    return rows;
  }
  Result<std::vector<store::TaskRow>> tasks(const store::TaskFilter& filter) override {
    const std::lock_guard lock(mutex_);
    std::vector<store::TaskRow> rows;
    for (const auto& [id, row] : cases_) {
      if (row.phase == "closed" || (filter.person && *filter.person != "zhou")) continue;
      store::TaskRow task;
      task.case_id = id;
      task.task = row.seq;
      task.town = row.town;
      task.workflow = row.workflow;
      task.number = row.number;
      task.step = row.stage;
      task.state = "offered";
      task.candidates = {"zhou"};
      task.offered_ms = row.opened_ms;
      if (rows.size() < filter.limit) rows.push_back(std::move(task));
    }
    return rows;
  }
  Result<std::vector<host::Figure>> figures_of(const std::string& town, const std::string& metric,
                                               Date from, Date to) override {
    if (metric != "on_time")
      return fail(Errc::not_found, cat("no metric '", metric, "' in '", town, "'"));
    return std::vector<host::Figure>{
        {metric, town, core::Metric::Kind::share, to - from, 30, std::nullopt}};
  }
  Result<FilesPreview> preview(const std::string&, const std::map<std::string, std::string>& files,
                               std::size_t) override {
    FilesPreview answer;
    if (files.contains("bad")) {
      answer.findings.push_back({"bad", 1, 2, "不对", "not so"});
      return answer;
    }
    if (!files.contains("rules/deadlines.yaml"))
      return fail(Errc::not_found, cat("no file ", files.begin()->first));
    const Instant before = now();
    answer.preview = {3,
                      1,
                      1,
                      {{7,
                        "R-7",
                        "three-lines",
                        core::Light::green,
                        core::Light::yellow,
                        {{"case", "", before, before + kHour}}}}};
    return answer;
  }
  Result<Report> report(const std::string&, ReportKind, Date, Date) override {
    Report report;
    report.title = {"daily", "日处理", "Daily"};
    report.sheets.push_back({{"days", "逐日", "Days"},
                             {{"day", "日期", "Day"}},
                             {{Value::date(*parse_date("2026-03-10"))}}});
    return report;
  }
  Result<store::Counts> counts() override {
    const std::lock_guard lock(mutex_);
    store::Counts counts;
    counts.open = counts.green = cases_.size();
    return counts;
  }
  Result<std::vector<LiveEvent>> events(std::uint64_t seq, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<LiveEvent> found;
    for (std::size_t i = seq; i < events_.size() && found.size() < limit; ++i)
      found.push_back(events_[i]);
    return found;
  }
  std::uint64_t last_seq() const override {
    const std::lock_guard lock(mutex_);
    return events_.size();
  }
  std::shared_ptr<void> on_commit(std::function<void(std::uint64_t)> wake) override {
    const std::lock_guard lock(mutex_);
    auto token = std::make_shared<std::function<void(std::uint64_t)>>(std::move(wake));
    wakes_.push_back(token);
    return token;
  }
  std::map<std::string, double> figures() const override {
    return {{"commands_total", 3}, {"commit_milliseconds", 0.5}};
  }
  bool ready() const override { return ready_; }
  bool virtual_clock() const override { return true; }
  Instant now() const override { return Instant{1'773'132'000'000}; }  // 2026-03-10T08:40:00Z

  // One more event without a command.
  void add_event(const std::string& town, const std::string& number) {
    {
      const std::lock_guard lock(mutex_);
      add(7, town, number, "changed");
    }
    tell();
  }

 private:
  struct Waiting {
    Request request;
    std::function<void(Answer)> done;
  };

  void run() {
    std::vector<Waiting> waiting;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return ending_ || (!held_ && !waiting_.empty()); });
        if (ending_) return;
        waiting.clear();
        waiting.swap(waiting_);
      }
      work(waiting);
    }
  }

  void work(std::vector<Waiting>& waiting) {
    std::vector<Answer> answers;
    {
      const std::lock_guard lock(mutex_);
      for (Waiting& one : waiting) answers.push_back(decide(one.request));
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i].done(std::move(answers[i]));
    tell();
  }
  void tell() {
    std::vector<std::shared_ptr<std::function<void(std::uint64_t)>>> wakes;
    std::uint64_t seq = 0;
    {
      const std::lock_guard lock(mutex_);
      seq = events_.size();
      for (const auto& wake : wakes_)
        if (auto alive = wake.lock()) wakes.push_back(std::move(alive));
    }
    for (const auto& wake : wakes) (*wake)(seq);
  }

  Answer decide(const Request& request) {
    const std::string scope = cat(request.town, "/", request.key);
    if (const auto before = answers_.find(scope); before != answers_.end()) {
      Answer again = before->second;
      again.repeated = true;
      return again;
    }
    Answer answer = failure_ ? failed(failure_->code, failure_->text) : decide_anew(request);
    if (answer.kind != Answer::Kind::failed && answers_.size() < 10'000)
      answers_.emplace(scope, answer);
    return answer;
  }
  Answer decide_anew(const Request& request) {
    if (const auto* open = std::get_if<core::OpenCase>(&request.body)) return opened(*open);
    auto* row = find(request.case_ref);
    if (row == nullptr) return failed(Errc::not_found, cat("no case '", request.case_ref, "'"));
    const auto* act = std::get_if<core::Act>(&request.body);
    if (act != nullptr && act->task != 0 && act->task != row->seq)
      return refused({"task.not_found", "没有这个任务", "no such task", {}});
    if (act != nullptr && act->outcome == "bad_form")
      return refused({"form.missing", "缺少字段", "a field is missing",
                      Value::record({{"field", Value::text("why")}})});
    ++row->seq;
    row->stage = row->seq == 2 ? "line-2" : "done";
    if (row->seq > 3) row->phase = "closed";
    add(row->id, row->town, row->number, row->seq > 3 ? "closed" : "changed");
    return accepted(*row);
  }
  Answer opened(const core::OpenCase& open) {
    if (open.town != "riverside") return failed(Errc::not_found, cat("no town '", open.town, "'"));
    store::CaseRow row;
    row.id = (std::uint64_t{1} << 40) + cases_.size() + 1;
    row.number = cat("RIVERSIDE-2026-000", cases_.size() + 1);
    row.town = open.town;
    row.workflow = open.workflow;
    row.phase = "open";
    row.stage = "line-1";
    row.opened_ms = now().ms;
    row.seq = 1;
    add(row.id, row.town, row.number, "opened");
    Answer answer = accepted(row);
    answer.opened = true;
    cases_.emplace(row.id, std::move(row));
    return answer;
  }
  void add(std::uint64_t id, const std::string& town, const std::string& number,
           const std::string& kind) {
    events_.push_back({events_.size() + 1, id, town, number, kind, R"({"light":"green"})"});
  }
  static Answer failed(Errc code, std::string text) {
    Answer answer;
    answer.error = Error{code, std::move(text)};
    return answer;
  }
  static Answer refused(core::Rejection rejection) {
    Answer answer;
    answer.kind = Answer::Kind::refused;
    answer.rejection = std::move(rejection);
    return answer;
  }
  static Answer accepted(const store::CaseRow& row) {
    Answer answer;
    answer.kind = Answer::Kind::accepted;
    answer.case_id = row.id;
    answer.body = view(row);
    return answer;
  }
  static std::string view(const store::CaseRow& row) {
    std::string body;
    JsonWriter(body)
        .begin_object()
        .field("case", cat(row.id))
        .field("number", row.number)
        .field("seq", row.seq)
        .field("state", row.phase)
        .field("stage", row.stage)
        .field("light", "green")
        .end_object();
    return body;
  }
  store::CaseRow* find(const std::string& ref) {
    for (auto& [id, row] : cases_)
      if (row.number == ref || cat(id) == ref) return &row;
    return nullptr;
  }

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> waiting_;
  std::vector<Request> asked_;
  std::map<std::uint64_t, store::CaseRow> cases_;
  std::map<std::string, Answer> answers_;
  std::vector<LiveEvent> events_;
  std::vector<std::weak_ptr<std::function<void(std::uint64_t)>>> wakes_;
  std::optional<Error> failure_;
  bool held_ = false;
  bool ending_ = false;
  std::atomic<bool> ready_{true};
  std::thread thread_;
};

}  // namespace tf::host
