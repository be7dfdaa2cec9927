// Where the elements of a BPMN model stand on paper, by Graphviz' dot: from left to right, every
// scope laid out by itself and put into the one around it as a box of its size.
// Units: pixels, y downwards. Promise: the same model gives the same places.
// Limit:  kMostDrawn elements; more: an empty layout. Threads: one at a time (Graphviz is not
// reentrant); the caller sees to it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "interchange/bpmn_model.h"

namespace tf::interchange::bpmn {

inline constexpr std::size_t kMostDrawn = 2'000;

inline constexpr double kOnEdge = 16;  // room an activity keeps for events on its edge

struct Spot {
  double x = 0, y = 0;
};
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  Spot middle() const { return {x + width / 2, y + height / 2}; }
};
struct Line {
  std::vector<Spot> points;  // straight from one to the next
  Spot label;                // middle of its text
};
struct Layout {
  double width = 0, height = 0;
  std::map<std::string, Box> shapes;  // by element
  std::map<std::string, Line> lines;  // by sequence flow
  std::map<std::pair<std::string, std::string>, Line> associations;
};

Layout lay_out(const Process& process);

// Text broken into lines of at most `columns` (a Chinese character counts two), at most `most` of
// them; the last ends in … when there was more.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t most);
// What a sequence flow says beside its line.
std::string label_of(const SequenceFlow& flow);
// The text inside an activity: title and details, line by line.
std::vector<std::string> lines_of(const Element& element);

}  // namespace tf::interchange::bpmn
