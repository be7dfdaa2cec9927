// What is written beside and inside the shapes: names, who does it, by when.
#include "base/text.h"
#include "host/chart_maker.h"

namespace tf::host {

std::string ChartMaker::title(const core::Step& step) const {
  const std::string name = words(step.title);
  if (!name.empty()) return name;
  const std::string id = last_part(step.id);
  return word_of(id);
}

// An id as people read it; not the text of a notice, which has holes to fill.
std::string ChartMaker::word_of(const std::string& id) const {
  const std::string word = words(town_.word(id));
  return word.empty() || word.find('<') != word.npos ? id : word;
}

std::string ChartMaker::who_of(const core::Who& all) const {
  std::string who;
  for (const core::WhoItem& item : all) {
    std::string one = item.name;
    if (const auto post = town_.roles.posts.find(item.name); post != town_.roles.posts.end())
      one = words(post->second.title);
    else if (const auto near = town_.roles.near.find(item.name); near != town_.roles.near.end())
      one = words(near->second.title);
    else if (!item.name.empty())
      one = word_of(item.name);
    if (item.kind == core::WhoItem::Kind::person) one = item.person.text();
    if (item.kind == core::WhoItem::Kind::unit) one = item.unit.text();
    if (one.empty()) one = item.name;
    if (!one.empty()) who += cat(who.empty() ? "" : pick("、", ", "), one);
  }
  return who;
}

void ChartMaker::take_details(const core::Step& step, bpmn::Element& element) const {
  if (const auto* task = std::get_if<core::TaskSpec>(&step.spec))
    element.details.push_back(who_of(task->who));
  if (const auto* set = std::get_if<core::SetSpec>(&step.spec))
    for (std::size_t i = 0; i < set->set.size() && i < 3; ++i)
      element.details.push_back(
          cat(set->set[i].field,
              " := ", set->set[i].value ? set->set[i].value.text() : words(set->set[i].text)));
  if (const auto* decide = std::get_if<core::DecideSpec>(&step.spec))
    element.details.push_back(join(decide->tables, ", "));
  if (const auto* effect = std::get_if<core::DoSpec>(&step.spec); effect != nullptr)
    element.details.push_back(effect->effect == "notice" ? who_of(effect->tell.to)
                                                         : effect->effect);
  std::erase(element.details, "");
  if (step.due.present()) {
    const std::string due = time_of(step.due);
    element.details.push_back(cat(pick("期限 ", "due "), due));
  }
}

}  // namespace tf::host
