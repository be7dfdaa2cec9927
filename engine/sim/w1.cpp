#include "sim/w1.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace tf::sim {

namespace {

struct Client {
  std::uint64_t case_id = 0;
  std::uint64_t task = 0;
};

class Load {
 public:
  Load(host::Shard& shard, const std::string& town, const std::string& name,
       const std::function<double()>& seconds)
      : shard_(shard), town_(town), name_(name), seconds_(seconds) {}

  // Every client's next command, in one commit.
  Result<void> commit(std::vector<Client>& clients, std::size_t step) {
    std::vector<host::Request> requests;
    requests.reserve(clients.size());
    for (const Client& client : clients) requests.push_back(request(client, step));
    const double began = seconds_();
    const std::vector<host::Answer> answers = shard_.run(requests);
    milliseconds.push_back((seconds_() - began) * 1000);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const host::Answer& answer = answers[i];
      if (answer.kind == host::Answer::Kind::failed) return std::unexpected(answer.error);
      if (answer.kind == host::Answer::Kind::refused)
        return fail(Errc::invalid, cat("a command of the load was refused: ", answer.rejection.en),
                    cat("负载中的一个请求被拒：", answer.rejection.zh));
      clients[i].case_id = answer.case_id;
      if (step + 1 < kW1Commands) TF_OK(next_task(clients[i], answer.body));
    }
    return {};
  }

  std::vector<double> milliseconds;

 private:
  host::Request request(const Client& client, std::size_t step) {
    host::Request request;
    request.key = cat(name_, "-", ++keys_);
    request.town = town_;
    request.actor = {"ann", "claimed", ""};
    if (step == 0) {
      core::OpenCase open;
      open.town = town_;
      open.workflow = "three-steps";
      open.data = Value::record({{"subject", Value::text("a lamp is out at the bridge")}});
      request.body = std::move(open);
      return request;
    }
    request.case_ref = std::to_string(client.case_id);
    core::Act act;
    act.verb = "complete";
    act.task = client.task;
    request.body = std::move(act);
    return request;
  }

  static Result<void> next_task(Client& client, const std::string& body) {
    const auto json = parse_json(body);
    if (json && (*json)["tasks"].is(Value::Kind::list) && !(*json)["tasks"].as_list().empty())
      if (const Value& task = (*json)["tasks"].as_list().front()["task"];
          task.is(Value::Kind::number)) {
        client.task = static_cast<std::uint64_t>(task.as_number().whole().value_or(0));
        return {};
      }
    return fail(Errc::invalid, "a case of the load has no task: is this the town of bench/town?",
                "负载的事项没有任务：这是 bench/town 的乡镇吗？");
  }

  host::Shard& shard_;
  const std::string& town_;
  const std::string& name_;
  const std::function<double()>& seconds_;
  std::uint64_t keys_ = 0;
};

}  // namespace

Result<std::vector<double>> run_w1(host::Shard& shard, const std::string& town, std::size_t cases,
                                   std::size_t at_once, const std::string& load,
                                   const std::function<double()>& seconds, std::size_t commands) {
  Load driven(shard, town, load, seconds);
  for (std::size_t done = 0; done < cases; done += at_once) {
    std::vector<Client> clients(std::min(at_once, cases - done));
    for (std::size_t step = 0; step < commands; ++step) TF_OK(driven.commit(clients, step));
  }
  return std::move(driven.milliseconds);
}

}  // namespace tf::sim
