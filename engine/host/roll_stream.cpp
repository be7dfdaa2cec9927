#include "host/roll_stream.h"

#include <charconv>

#include "base/text.h"
#include "host/batch.h"

namespace tf::host {

namespace {

constexpr std::string_view kRollSetting = "roll/";  // roll/TOWN: "SEQ acts|files FILES"
constexpr std::size_t kRollPage = 200;

// The town with another roll, and with the names its units have there.
std::shared_ptr<const core::Town> with_roll(const core::Town& town,
                                            const core::RollEntries& entries) {
  auto out = std::make_shared<core::Town>(town);
  if (!out->filed) out->filed = std::make_shared<const core::Roll>(town.roll);
  out->roll = core::roll_of(entries);
  for (const auto& [id, unit] : out->roll.units)
    if (!unit.title.empty()) out->words[id] = unit.title;
  return out;
}

}  // namespace

RollStreams::RollStreams(const std::map<std::string, std::string>& settings) {
  for (auto at = settings.lower_bound(std::string(kRollSetting));
       at != settings.end() && at->first.starts_with(kRollSetting); ++at) {
    const auto parts = split(at->second, ' ');
    if (parts.size() != 3) continue;
    Stream& stream = streams_[at->first.substr(kRollSetting.size())];
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), stream.seq);
    stream.acts = parts[1] == "acts";
    stream.filed = parts[2];
  }
}

Result<void> RollStreams::read(const std::string& town, Stream& stream, store::Store& store) {
  if (stream.read) return {};
  stream.live.clear();
  stream.file.clear();
  std::uint64_t after = 0;
  while (after < stream.seq) {
    const auto rows = TF_TRY(store.read_case(roll_stream(town).value, after, kRollPage));
    if (rows.empty())
      return fail(Errc::corrupt,
                  cat("the roll of ", town, " ends at row ", after, " of ", stream.seq,
                      "; restore the store from its backup"),
                  cat(town, " 的人员名册停在第 ", after, " 行，应有 ", stream.seq,
                      " 行；请从备份恢复存储"));
    for (const store::JournalRow& row : rows) {
      after = row.case_seq;
      const core::RowBody body = TF_TRY(core::decode_row(row.body));
      const auto* act = std::get_if<core::ChangeRoll>(&body.command);
      if (act == nullptr || act->town != town)
        return fail(Errc::corrupt, cat("journal row ", row.seq, " is not of the roll of ", town),
                    cat("日志第 ", row.seq, " 行不属于 ", town, " 的人员名册"));
      const Value changes = roll_row_changes(body);
      core::apply_differences(stream.live, changes);
      if (act->verb == "import") core::apply_differences(stream.file, changes);
    }
  }
  stream.read = true;
  return {};
}

Result<std::shared_ptr<const core::Catalog>> RollStreams::in_force(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store) {
  std::shared_ptr<core::Catalog> out;  // copied only when something differs
  for (const core::Town* town : catalog->towns()) {
    const auto found = streams_.find(town->id);
    if (found == streams_.end()) continue;
    if (catalog->roll_seq(town->id) == found->second.seq) continue;  // it is already
    if (!out) out = std::make_shared<core::Catalog>(*catalog);
    out->set_roll_seq(town->id, found->second.seq);
    // Files that changed since are taken in by the next publication; until then they are not in
    // force.
    if (!found->second.acts && found->second.filed == town->filed_roll().version) continue;
    TF_OK(read(town->id, found->second, store));
    out->add(with_roll(*town, found->second.live));
  }
  return out ? std::shared_ptr<const core::Catalog>(std::move(out)) : catalog;
}

Result<void> RollStreams::stage(const std::string& town, Stream& stream,
                                const core::Command& command, const core::CommandKey& request,
                                const Value& changes, BatchRunner& runner) {
  TF_OK(runner.stage_stream(roll_stream(town), stream.seq, command, request,
                            {roll_row_event(command.actor, changes)}));
  ++stream.seq;
  runner.batch().settings[cat(kRollSetting, town)] =
      cat(stream.seq, stream.acts ? " acts " : " files ", stream.filed);
  return {};
}

Result<RollStreams::Touched> RollStreams::import(core::Catalog& catalog,
                                                 const core::Catalog& before,
                                                 const core::Actor& actor, BatchRunner& runner) {
  Touched touched;
  for (const core::Town* town : catalog.towns()) {
    const core::Roll& filed = town->filed_roll();
    Stream& stream = streams_[town->id];
    const core::Town* old = before.town(town->id);
    if (stream.seq == 0 || stream.filed != filed.version) {
      const core::RollEntries now = core::entries_of(filed);
      std::vector<core::RollDifference> changes;
      if (stream.seq == 0) {
        changes = core::roll_differences({}, now);
        // What ran before it had a stream was the roll of other files, or nothing.
        if (old != nullptr && old->roll.version != filed.version)
          touched[town->id] =
              core::touched_by(core::roll_differences(core::entries_of(old->roll), now), filed);
      } else {
        // Whoever ran last has them at hand; else the stream tells.
        if (!stream.acts && old != nullptr && old->filed_roll().version == stream.filed)
          changes = core::roll_differences(core::entries_of(old->filed_roll()), now);
        else {
          TF_OK(read(town->id, stream, runner.store()));
          changes = core::roll_differences(stream.file, now);
        }
        touched[town->id] = core::touched_by(changes, filed);
      }
      stream.filed = filed.version;
      const Value written = core::differences_value(changes);
      core::Command command;
      command.actor = actor;
      command.body = core::ChangeRoll{town->id, "import", {}};
      TF_OK(stage(town->id, stream, command, {}, written, runner));
      if (stream.read) {
        core::apply_differences(stream.live, written);
        core::apply_differences(stream.file, written);
      }
      if (!stream.acts) stream.read = false;
      if (!stream.acts) stream.live.clear(), stream.file.clear();
    }
    catalog.set_roll_seq(town->id, stream.seq);
    if (stream.acts) {
      TF_OK(read(town->id, stream, runner.store()));
      catalog.add(with_roll(*town, stream.live));
    } else if (town->filed) {  // it came with a roll that is not in force any more
      auto plain = std::make_shared<core::Town>(*town);
      plain->roll = *town->filed;
      plain->filed = nullptr;
      catalog.add(std::shared_ptr<const core::Town>(std::move(plain)));
    }
  }
  return touched;
}

Result<std::shared_ptr<const core::Catalog>> RollStreams::act(
    const std::shared_ptr<const core::Catalog>& catalog, const core::Command& command,
    const core::CommandKey& request, const std::vector<core::RollDifference>& changes,
    BatchRunner& runner) {
  const std::string& id = std::get<core::ChangeRoll>(command.body).town;
  const core::Town& town = *catalog->town(id);
  Stream& stream = streams_[id];
  const bool of_files = !stream.acts && stream.filed == town.filed_roll().version;
  if (!stream.read && (stream.seq == 0 || of_files)) {  // so far the roll is that of the files
    stream.file = core::entries_of(town.filed_roll());
    stream.live = stream.file;
    stream.read = true;
  }
  if (stream.seq == 0) {
    core::Command begun;
    begun.actor = {"", "engine", ""};
    begun.body = core::ChangeRoll{id, "import", {}};
    stream.filed = town.filed_roll().version;
    const Value all = core::differences_value(core::roll_differences({}, stream.file));
    TF_OK(stage(id, stream, begun, {}, all, runner));
  }
  TF_OK(read(id, stream, runner.store()));
  stream.acts = true;
  const Value written = core::differences_value(changes);
  TF_OK(stage(id, stream, command, request, written, runner));
  core::apply_differences(stream.live, written);
  auto out = std::make_shared<core::Catalog>(*catalog);
  out->set_roll_seq(id, stream.seq);
  out->add(with_roll(town, stream.live));
  return out;
}

}  // namespace tf::host
