// Service: the facade of a running engine for api and cli: commands in, answers out, and what lists
// and views show. Owns towns' catalogs, the shard and the store behind it.
//
// Threads: all calls may come from any thread. submit() never blocks: `done` is called once, on the
// shard's
//          thread, after the commit; it must be quick (hand over to your own thread).
// Limits:  kMaxQueued commands waiting; beyond it submit answers at once with Errc::busy.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"
#include "core/command.h"
#include "host/figures.h"
#include "host/preview.h"
#include "host/reports.h"
#include "store/store.h"

namespace tf::core {
class Catalog;
}

namespace tf::host {

// What a caller asks. `key` is the text of Idempotency-Key (1–64 visible ASCII); empty only for
// commands the engine makes itself. `case_ref` is a case id in digits or a public number; empty for
// OpenCase.
struct Request {
  std::string key;
  std::string town;  // of the key's scope; for OpenCase the body's town
  std::string case_ref;
  core::Actor actor;
  core::CommandBody body;
  std::string lang = {};  // zh or en: what a refusal is told in, now and at every repeat
  // Imports and replays, many instants in one commit: when it counts; not after the clock, nor
  // before the command ahead of it.
  std::optional<Instant> at = {};
  // Hashes of key and content. Filled by whoever submits, so that the shard's one thread need not;
  // else by the shard.
  struct Prints {
    core::CommandKey key{}, content{};
  };
  std::optional<Prints> prints = {};
};
Request::Prints prints_of(const Request& request);

// What became of it. The answer of a repeated key is the first one, byte for byte.
struct Answer {
  enum class Kind : std::uint8_t {
    accepted,  // committed now, or long ago under the same key (repeated)
    refused,   // the business says no; recorded
    failed     // not recorded: error says why (not_found, conflict: key used for another request,
               // busy, full, io)
  } kind = Kind::failed;
  bool repeated = false;
  bool opened = false;  // a new case was opened (201)
  std::uint64_t case_id = 0;
  std::string
      body;  // accepted: JSON for the client:
             // {"case":"1099511627777","number":"RIVERSIDE-2026-0001","seq":3,"state":"open",
             //  "stage":"in_progress","light":"green","tasks":[{"task":5,"step":"line-1","state":"offered",
             //  "owner":"","candidates":["zhou"],"due":"2026-03-10T19:40:00+08:00"}]}
  core::Rejection rejection;  // refused
  Error error;                // failed
};

// One line of what happened to a case, ready to be shown.
struct TimelineEntry {
  std::uint64_t seq = 0;  // case_seq
  Instant at;             // recorded
  Instant effective;      // when it counts
  std::string actor;
  std::string kind;    // command kind: open, complete, timers, …
  std::string zh, en;  // a sentence
  Value details;       // events of the row, for the full view
};

struct LiveEvent {        // for SSE: one committed row
  std::uint64_t seq = 0;  // of the shard: the id to resume from
  std::uint64_t case_id = 0;
  std::string town, number;
  std::string kind;  // opened, changed, closed, refused; published, roll: of no case
  std::string data;  // JSON
};

struct TownInfo {
  std::string id, zh, en;
  std::vector<std::string> workflows;
};

// What came of publishing.
struct PublishAnswer {
  bool recorded = false;  // the files differ from those before
  std::string hash;
};

// Whose or which values are to be erased (erasure.h): a person of a town, or a closed case.
struct ErasureRequest {
  core::Actor by;
  std::string town;
  std::string person;  // his id_hash, or id; "": the case
  std::string case_ref;
  std::string reason;
};

class Service {
 public:
  static constexpr std::size_t kMaxQueued = 20'000;
  virtual ~Service() = default;

  virtual void submit(Request request, std::function<void(Answer)> done) = 0;

  // Takes in a new catalog between two batches; cases keep what they stand on. Waits for the shard.
  virtual Result<PublishAnswer> publish(std::shared_ptr<const core::Catalog>, const std::string&) {
    return fail(Errc::invalid, "this service takes no publication", "本服务不接收发布");
  }
  // Keys destroyed and written down, or why not; what it did as JSON. Not before both are durable.
  virtual void erase(ErasureRequest, std::function<void(Result<std::string>)> done) {
    done(fail(Errc::invalid, "this service erases nothing", "本服务不办理抹除"));
  }
  virtual std::vector<TownInfo> towns() const = 0;
  // Titles, forms and steps of one workflow as JSON, for forms and pictures; not_found otherwise.
  virtual Result<std::string> workflow_json(const std::string& town,
                                            const std::string& workflow) = 0;
  // A case by id in digits or public number.
  virtual Result<store::CaseRow> case_row(const std::string& case_ref) = 0;
  // The whole view as JSON: header, fields, tasks, clocks with their rungs, children.
  virtual Result<std::string> case_json(const std::string& case_ref) = 0;
  virtual Result<std::vector<TimelineEntry>> timeline(const std::string& case_ref) = 0;
  // Why it stands where it stands and why its light is what it is, in sentences.
  virtual Result<std::pair<std::string, std::string>> explain(
      const std::string& case_ref) = 0;  // zh, en
  // {"incidents": […]} of a town, or of all when it is empty.
  virtual Result<std::string> incidents_json(const std::string& town);
  virtual Result<std::vector<store::CaseRow>> cases(const store::CaseFilter& filter) = 0;
  virtual Result<std::vector<store::TaskRow>> tasks(const store::TaskFilter& filter) = 0;
  // By kind, with median and p95 (figures.h); "workflow" alone: all of its metrics.
  virtual Result<std::vector<Figure>> figures_of(const std::string& town, const std::string& metric,
                                                 Date from, Date to);
  // What changed files would do to the cases that run (preview.h); nothing is written.
  virtual Result<FilesPreview> preview(const std::string&,
                                       const std::map<std::string, std::string>&, std::size_t) {
    return fail(Errc::invalid, "this service previews nothing", "本服务不做预演");
  }
  // The roll in force, and the acts that made it (roll_row.h).
  virtual Result<std::string> roll_json(const std::string& town);
  virtual Result<std::string> roll_changes_json(const std::string& town, std::uint64_t after,
                                                std::size_t limit);
  // A report over days, both included (reports.h).
  virtual Result<Report> report(const std::string& town, ReportKind kind, Date from, Date to);
  virtual Result<store::Counts> counts() = 0;

  // Live events after `seq`, at most `limit`, oldest first.
  virtual Result<std::vector<LiveEvent>> events(std::uint64_t seq, std::size_t limit) = 0;
  virtual std::uint64_t last_seq() const = 0;
  // `wake` is called (on the shard's thread, quickly) after each commit until the token is dropped.
  virtual std::shared_ptr<void> on_commit(std::function<void(std::uint64_t seq)> wake) = 0;

  // Figures for /metrics, name → value: commands, refusals, queue, timer lag seconds, commit
  // milliseconds …
  virtual std::map<std::string, double> figures() const = 0;
  // Why nothing can be written at the moment, when that is so; reading goes on.
  virtual std::optional<Error> trouble() const { return std::nullopt; }
  virtual bool ready() const = 0;  // store open, towns loaded, overdue timers being worked on
  virtual bool virtual_clock() const = 0;
  virtual Instant now() const = 0;
};

}  // namespace tf::host
