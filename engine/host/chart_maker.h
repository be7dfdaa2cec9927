// Inside chart_of (chart.h). chart.cpp: scopes and ways; chart_step.cpp: what a step becomes;
// chart_gateway.cpp: races, choices, meetings; chart_event.cpp: events and handlers;
// chart_words.cpp: names and details; chart_own.cpp: what the author wrote of a step.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/chart.h"

namespace tf::host {

namespace bpmn = interchange::bpmn;

// ---- small words (chart_gateway.cpp)
std::string last_part(std::string_view id);  // "line-1/overdue" → "overdue"
bool only_ends(const std::vector<core::Target>& targets);
std::string replaced(std::string text, std::string_view what, std::string_view by);
// When so many have come, as a condition over `count` and `total`; "" for all and for conditions.
std::string enough(const core::Join& join, std::string_view count, std::string_view total);

// `for e in LIST return {item: e}` → LIST; `… for i in 1..(N) return {item: i}` → N.
struct ItemList {
  std::string list, count;
};
std::optional<ItemList> item_list(std::string_view text);

class ChartMaker {
 public:
  ChartMaker(const core::Definition& definition, const core::Town& town, const model::Node* author,
             model::Language language)
      : def_(definition), town_(town), author_(author), language_(language) {}
  Chart make();

 private:
  // A scope being drawn, inside those of `around`.
  struct Frame {
    Frame* around = nullptr;
    bpmn::Scope* scope = nullptr;
    std::set<int> members;  // steps that stand in it
    std::string owner;      // the element it is the inside of, in the scope around
    bool by_event = false;  // an event sub-process: nothing leads out of it
    std::string end;        // its end event, once something leads there
    bool ad_hoc = false;    // without start and end events
  };
  using Targets = std::vector<core::Target>;

  // ---- chart.cpp
  bool is_left_by_all(const core::Step& step) const;
  void count_ways();
  std::vector<const Targets*> ways_of(const core::Step& step) const;
  std::set<int> listed(int block) const;
  // Steps of one block that can be reached from `from` without going through listed ones.
  std::set<int> beside(int from) const;
  void draw(Frame& frame);
  void draw_starts(Frame& frame);
  void lose_case();
  void begin(Frame& frame, int first);
  bool is_start_pass(int step) const;
  core::Target resolve(int step, const core::Target& target) const;
  std::string goal(Frame& frame, int from, const core::Target& target);
  void link(Frame& frame, const std::string& from, int step, const Targets& targets,
            bpmn::SequenceFlow like = {});
  void flow(Frame& frame, const std::string& from, const std::string& to,
            const bpmn::SequenceFlow& like = {});
  void point(Frame& frame, const std::string& from, int step);  // an association
  std::string end_of(Frame& frame);
  std::string way_out(Frame& frame, int step);
  bpmn::Element& add(Frame& frame, bpmn::ElementKind kind, std::string tag, std::string id);
  std::string fresh(std::string wanted);
  const std::string& id(int step) const { return ids_[static_cast<std::size_t>(step)]; }
  std::string entry(int step) const;
  const core::Step& step(int index) const { return def_.steps[static_cast<std::size_t>(index)]; }
  void lose(const std::string& what, const std::string& place, const std::string& zh,
            const std::string& en);

  // ---- chart_step.cpp
  void draw_step(Frame& frame, int index);
  void draw_body(Frame& frame, int index, bpmn::Element& element);
  void leave(Frame& frame, int index, const std::string& from);
  bool wraps_wait(int index) const;
  bool is_free(const core::Step& step) const;  // people start what is inside (order: free)
  bool is_ad_hoc(const core::Step& step) const;
  void draw_ad_hoc(Frame& inner, int index, bpmn::Element& element);
  bool leads_inside(const core::Step& step, const core::Handler& handler) const;
  void take_each(const core::Step& step, bpmn::Element& element);
  bool is_called_off(const core::Step& step, int block) const;

  // ---- chart_words.cpp
  std::string title(const core::Step& step) const;
  std::string word_of(const std::string& id) const;
  std::string who_of(const core::Who& who) const;
  void take_details(const core::Step& step, bpmn::Element& element) const;

  // ---- chart_gateway.cpp
  void draw_race(Frame& frame, int index);
  void draw_choice(Frame& frame, int index);
  void draw_meeting(Frame& frame, int index);
  void draw_raise(Frame& frame, int index, const std::string& made_id);
  bool is_no_way(const Targets& targets, int from) const;

  // ---- chart_event.cpp
  std::vector<bpmn::EventDefinition> events(const core::EventSpec& event, const std::string& place);
  std::string time_of(const core::DueSpec& due) const;
  void draw_handlers(Frame& frame, int index);
  void draw_inside(Frame& frame, const core::Handler& handler, const std::string& name);
  void draw_handlers_inside(Frame& inner, int index, int block);
  void draw_case_handlers(Frame& frame);

  static bpmn::EventDefinition event_of(bpmn::EventKind kind, std::string name = {},
                                        std::string timer = {}, std::string expression = {});

  // ---- chart_own.cpp
  void collect(const model::Node& steps);
  void collect_handlers(const model::Node& upon, const std::string& owner);
  std::string own(const std::string& id) const;

  void find_items();
  void find_merged();
  int only_passes(const Targets& targets, int from) const;
  std::string feel(std::string text) const;
  std::string words(const core::Words& words) const;
  std::string pick(std::string_view zh, std::string_view en) const {
    return std::string(language_ == model::Language::zh ? zh : en);
  }

  const core::Definition& def_;
  const core::Town& town_;
  const model::Node* author_;
  model::Language language_;
  interchange::Report lost_;
  std::vector<std::string> ids_;
  std::set<std::string> used_;
  std::vector<int> ways_in_;
  std::set<int> undoing_;  // reached only to undo
  // Loops over rows made of single items, as the import makes them: `x.item` is x everywhere else.
  std::map<std::string, std::string> items_;  // variable → what stands for it
  std::set<int> merged_;                      // passes behind an event that are drawn as the event
  std::set<int> starts_;                      // passes drawn as start events
  std::map<std::string, std::string> way_outs_;  // owner → target: boundary events made
  std::map<std::string, const model::Node*, std::less<>> written_;
};

}  // namespace tf::host
