#include "interchange/bpmn_layout.h"

#include <graphviz/gvc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/text.h"

namespace tf::interchange::bpmn {

namespace {

constexpr double kInch = 72;
constexpr double kTask = 132, kLineHeight = 15, kEvent = 34, kGateway = 44, kBadge = 30;
constexpr double kColumn = 6.6;  // width of half a Chinese character
constexpr double kMargin = 22, kHeading = 24, kCaption = 34;

std::size_t count(const Scope& scope) {
  std::size_t n = scope.elements.size();
  for (const Element& element : scope.elements)
    if (element.body) n += count(*element.body);
  return n;
}

// A number as Graphviz writes and reads it, whatever the locale.
std::string number(double value) {
  const auto tenths = static_cast<long long>(std::llround(value * 1000));
  const long long whole = tenths / 1000, rest = std::llabs(tenths % 1000);
  return cat(whole, ".", rest < 100 ? "0" : "", rest < 10 ? "0" : "", rest);
}
double read(const char*& at) {
  char* end = nullptr;
  const double value = std::strtod(at, &end);
  at = end;
  while (*at == ',' || *at == ' ') ++at;
  return value;
}

struct Graph {
  GVC_t* context = gvContext();
  Agraph_t* graph = nullptr;
  explicit Graph(const char* name) : graph(agopen(const_cast<char*>(name), Agdirected, nullptr)) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph() {
    gvFreeLayout(context, graph);
    agclose(graph);
    gvFreeContext(context);
  }
};
void set(void* object, const char* key, const std::string& value) {
  agsafeset(object, const_cast<char*>(key), const_cast<char*>(value.c_str()),
            const_cast<char*>(""));
}
// An HTML-like label keeps its angle brackets.
void set_html(void* object, Agraph_t* graph, const std::string& html) {
  char* text = agstrdup_html(graph, const_cast<char*>(html.c_str()));
  agsafeset(object, const_cast<char*>("label"), text, const_cast<char*>(""));
  agstrfree(graph, text);
}
std::string got(void* object, const char* key) {
  const char* value = agget(object, const_cast<char*>(key));
  return value == nullptr ? "" : value;
}

class ScopeLayout {
 public:
  ScopeLayout(const Scope& scope, Layout& out) : scope_(scope), out_(out) {}

  // The size of the scope; its places are relative to its own corner until shift().
  Spot run() {
    for (const Element& element : scope_.elements)
      if (element.body) {
        auto inner = std::make_unique<ScopeLayout>(*element.body, out_);
        const Spot size = inner->run();
        bodies_[element.id] = std::pair{
            Box{0, 0, size.x + 2 * kMargin, size.y + 2 * kMargin + kHeading}, std::move(inner)};
      }
    Graph made("g");
    graph_ = made.graph;
    set(graph_, "rankdir", "LR");
    set(graph_, "splines", "polyline");
    set(graph_, "nodesep", "0.34");
    set(graph_, "ranksep", "0.42");
    set(graph_, "charset", "UTF-8");
    for (const Element& element : scope_.elements)
      if (element.kind != ElementKind::boundary) node(element);
    for (const SequenceFlow& flow : scope_.flows) edge(flow);
    for (const auto& association : scope_.associations) dotted(association);
    if (gvLayout(made.context, graph_, "dot") != 0) return {0, 0};
    attach_attrs(graph_);
    std::string box = got(graph_, "bb");
    const char* at = box.c_str();
    read(at), read(at);
    const double width = read(at);
    height_ = read(at);
    take();
    return {width, height_};
  }

  void shift(double x, double y) {
    for (const auto& [id, box] : boxes_) {
      Box moved = box;
      moved.x += x, moved.y += y;
      out_.shapes[id] = moved;
    }
    for (const auto& [id, line] : lines_) out_.lines[id] = moved(line, x, y);
    for (const auto& [way, line] : dots_) out_.associations[way] = moved(line, x, y);
    for (auto& [id, body] : bodies_) {
      const Box& box = out_.shapes[id];
      body.second->shift(box.x + kMargin, box.y + kMargin + kHeading);
    }
  }

 private:
  static Line moved(Line line, double x, double y) {
    for (Spot& spot : line.points) spot.x += x, spot.y += y;
    line.label.x += x, line.label.y += y;
    return line;
  }

  std::vector<const Element*> boundaries(const std::string& host) const {
    std::vector<const Element*> out;
    for (const Element& element : scope_.elements)
      if (element.kind == ElementKind::boundary && element.attached_to == host)
        out.push_back(&element);
    return out;
  }

  Spot size(const Element& element) const {
    // Boundary events stand on the lower edge, below the text.
    const double room = boundaries(element.id).empty() ? 0 : kOnEdge;
    if (const auto body = bodies_.find(element.id); body != bodies_.end())
      return {std::max(body->second.first.width, kTask), body->second.first.height + room};
    if (element.is_activity())
      return {
          kTask,
          std::max(48.0, 14 + kLineHeight * static_cast<double>(lines_of(element).size())) + room};
    const bool gateway = element.kind >= ElementKind::exclusive;
    const double side = gateway ? kGateway : kEvent;
    return {side, side};
  }

  // Events and gateways have their name below them: the node is higher than the shape.
  static double caption(const Element& element) {
    if (element.is_activity() || element.name.empty()) return 0;
    return kCaption;
  }
  static double caption_width(const Element& element) {
    double widest = 0;
    if (caption(element) > 0)
      for (const std::string& line : wrapped(element.name, 16, 2))
        widest = std::max(widest, kColumn * static_cast<double>(display_width(line)));
    return widest;
  }

  void node(const Element& element) {
    Agnode_t* made = agnode(graph_, const_cast<char*>(element.id.c_str()), 1);
    const Spot shape = size(element);
    const auto attached = boundaries(element.id);
    double width = std::max(shape.x, caption_width(element)),
           height = shape.y + 2 * caption(element);
    if (!attached.empty()) {
      width = std::max(width, static_cast<double>(attached.size()) * (kEvent + 22) + 10);
      // Cells below, one for each event; their ways leave there.
      std::string cells;
      for (std::size_t i = 0; i < attached.size(); ++i)
        cells += cat("<TD PORT=\"b", i, "\" FIXEDSIZE=\"TRUE\" WIDTH=\"",
                     number(width / static_cast<double>(attached.size())), "\" HEIGHT=\"",
                     number(kBadge), "\"></TD>");
      set_html(
          made, graph_,
          cat("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR><TD "
              "PORT=\"body\" COLSPAN=\"",
              attached.size(), "\" FIXEDSIZE=\"TRUE\" WIDTH=\"", number(width), "\" HEIGHT=\"",
              number(shape.y), "\"></TD></TR><TR>", cells, "</TR></TABLE>"));
      set(made, "shape", "plain");
      return;
    }
    set(made, "label", "");
    set(made, "fixedsize", "true");
    set(made, "shape", "box");
    if (!element.is_activity() && caption(element) == 0)
      set(made, "shape", element.kind >= ElementKind::exclusive ? "diamond" : "circle");
    set(made, "width", number(width / kInch));
    set(made, "height", number(height / kInch));
  }

  Agnode_t* end_node(const std::string& id, int& port) {
    port = -1;
    const Element* element = scope_.find(id);
    if (element == nullptr) return nullptr;
    if (element->kind == ElementKind::boundary) {
      const auto attached = boundaries(element->attached_to);
      port = static_cast<int>(std::ranges::find(attached, element) - attached.begin());
      return agnode(graph_, const_cast<char*>(element->attached_to.c_str()), 0);
    }
    return agnode(graph_, const_cast<char*>(id.c_str()), 0);
  }

  Agedge_t* connect(const std::string& source, const std::string& target, const std::string& name) {
    int from = -1, to = -1;
    Agnode_t* tail = end_node(source, from);
    Agnode_t* head = end_node(target, to);
    if (tail == nullptr || head == nullptr) return nullptr;
    Agedge_t* made = agedge(graph_, tail, head, const_cast<char*>(name.c_str()), 1);
    set(made, "arrowhead", "none");
    if (from >= 0) set(made, "tailport", cat("b", from, ":s"));
    if (!boundaries(target).empty()) set(made, "headport", "body");
    if (from < 0 && !boundaries(source).empty()) set(made, "tailport", "body");
    return made;
  }

  void edge(const SequenceFlow& flow) {
    Agedge_t* made = connect(flow.source, flow.target, flow.id);
    if (made == nullptr) return;
    const auto text = wrapped(label_of(flow), 26, 3);
    if (text.empty()) return;
    double widest = 0;
    for (const std::string& line : text)
      widest = std::max(widest, kColumn * static_cast<double>(display_width(line)));
    set_html(made, graph_,
             cat("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR><TD "
                 "FIXEDSIZE=\"TRUE\" WIDTH=\"",
                 number(widest + 8), "\" HEIGHT=\"",
                 number(4 + 13 * static_cast<double>(text.size())), "\"></TD></TR></TABLE>"));
  }

  void dotted(const std::pair<std::string, std::string>& association) {
    Agedge_t* made = connect(association.first, association.second,
                             cat("~", association.first, "~", association.second));
    if (made != nullptr) set(made, "constraint", "false");
  }

  void take() {
    for (const Element& element : scope_.elements) {
      if (element.kind == ElementKind::boundary) continue;
      Agnode_t* placed = agnode(graph_, const_cast<char*>(element.id.c_str()), 0);
      const std::string pos = got(placed, "pos");
      const char* at = pos.c_str();
      const double x = read(at), y = height_ - read(at);
      const auto attached = boundaries(element.id);
      Spot shape = size(element);
      double below = 0;
      if (!attached.empty()) {
        shape.x = std::max(shape.x, static_cast<double>(attached.size()) * (kEvent + 22) + 10);
        below = kBadge;
      }
      const Box box{x - shape.x / 2, y - (shape.y + below) / 2, shape.x, shape.y};
      boxes_[element.id] = box;
      const double cell =
          box.width / static_cast<double>(std::max<std::size_t>(1, attached.size()));
      for (std::size_t i = 0; i < attached.size(); ++i)
        boxes_[attached[i]->id] = {box.x + cell * (static_cast<double>(i) + 0.5) - kEvent / 2,
                                   box.y + box.height - kEvent / 2, kEvent, kEvent};
    }
    for (const SequenceFlow& flow : scope_.flows)
      if (auto line = taken(flow.source, flow.target, flow.id)) lines_[flow.id] = std::move(*line);
    for (const auto& way : scope_.associations)
      if (auto line = taken(way.first, way.second, cat("~", way.first, "~", way.second)))
        dots_[way] = std::move(*line);
  }

  // The points of an edge, from the border of one shape to that of the other.
  std::optional<Line> taken(const std::string& source, const std::string& target,
                            const std::string& name) {
    int from = -1, to = -1;
    Agnode_t* tail = end_node(source, from);
    Agnode_t* head = end_node(target, to);
    if (tail == nullptr || head == nullptr) return std::nullopt;
    Agedge_t* made = agedge(graph_, tail, head, const_cast<char*>(name.c_str()), 0);
    if (made == nullptr) return std::nullopt;
    Line line;
    const std::string pos = got(made, "pos");
    for (const char* at = pos.c_str(); *at != '\0';) {
      if (*at == 'e' || *at == 's') {  // where an arrow would end
        at += 2;
        read(at), read(at);
        continue;
      }
      const char* before = at;
      const double x = read(at);
      const double y = height_ - read(at);
      if (at == before) break;
      line.points.push_back({x, y});
    }
    // A polyline comes as a chain of curves whose handles lie on it: every third is a corner.
    std::vector<Spot> corners;
    for (std::size_t i = 0; i < line.points.size(); i += 3) corners.push_back(line.points[i]);
    if (corners.size() < 2) corners = {boxes_[source].middle(), boxes_[target].middle()};
    meet_border(source, corners.front(), corners[1]);
    meet_border(target, corners.back(), corners[corners.size() - 2]);
    line.points = straightened(std::move(corners));
    const std::string label = got(made, "lp");
    const char* at = label.c_str();
    if (label.empty()) {
      line.label = line.points[line.points.size() / 2];
    } else {
      line.label.x = read(at);
      line.label.y = height_ - read(at);
    }
    return line;
  }

  // Shapes smaller than their node (a caption stands below) and boundary events: the line goes on
  // to the shape itself.
  void meet_border(const std::string& id, Spot& end, const Spot& before) const {
    const Element* element = scope_.find(id);
    const Box& box = boxes_.at(id);
    if (element == nullptr || element->is_activity()) return;
    const Spot middle = box.middle();
    Spot towards = before;
    if (std::abs(towards.x - middle.x) < 0.5 && std::abs(towards.y - middle.y) < 0.5) towards = end;
    const double dx = towards.x - middle.x, dy = towards.y - middle.y;
    const double radius = box.width / 2;
    double far = 1;
    if (element->kind >= ElementKind::exclusive) {
      far = radius / std::max(0.001, std::abs(dx) + std::abs(dy));
    } else {
      far = radius / std::max(0.001, std::sqrt(dx * dx + dy * dy));
    }
    end = {middle.x + dx * far, middle.y + dy * far};
  }

  static std::vector<Spot> straightened(std::vector<Spot> points) {
    std::vector<Spot> out;
    for (const Spot& point : points) {
      while (out.size() > 1) {
        const Spot &a = out[out.size() - 2], &b = out.back();
        const double cross = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
        const double length = std::hypot(point.x - a.x, point.y - a.y);
        if (std::abs(cross) > 3 * std::max(1.0, length)) break;
        out.pop_back();
      }
      if (out.empty() || std::hypot(out.back().x - point.x, out.back().y - point.y) > 0.5)
        out.push_back(point);
    }
    if (out.size() == 1) out.push_back(out.front());
    return out;
  }

  const Scope& scope_;
  Layout& out_;
  Agraph_t* graph_ = nullptr;
  double height_ = 0;
  std::map<std::string, std::pair<Box, std::unique_ptr<ScopeLayout>>> bodies_;
  std::map<std::string, Box> boxes_;
  std::map<std::string, Line> lines_;
  std::map<std::pair<std::string, std::string>, Line> dots_;
};

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t most) {
  std::vector<std::string> out;
  std::string line, word;
  std::size_t wide = 0, word_wide = 0;
  const auto flush_line = [&] {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    if (!line.empty()) out.push_back(std::move(line));
    line.clear();
    wide = 0;
  };
  const auto flush_word = [&] {
    if (word.empty()) return;
    if (wide > 0 && wide + word_wide > columns) flush_line();
    line += word;
    wide += word_wide;
    word.clear();
    word_wide = 0;
  };
  while (!text.empty()) {
    const Point point = first_point(text);
    const std::string_view piece = text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
    const std::size_t width = display_width(piece);
    if (piece == "\n") {
      flush_word();
      flush_line();
    } else if (piece == " ") {
      flush_word();
      if (wide > 0 && wide < columns) line += ' ', ++wide;
    } else if (width > 1) {  // a line may break on both sides of a Chinese character
      flush_word();
      word = piece, word_wide = width;
      flush_word();
    } else {
      if (word_wide + width > columns) flush_word();
      word += piece;
      word_wide += width;
    }
  }
  flush_word();
  flush_line();
  if (out.size() > most) {
    out.resize(most);
    out.back() += "…";
  }
  return out;
}

std::string label_of(const SequenceFlow& flow) {
  return flow.name.empty() && flow.outcome.empty() ? flow.condition : flow.name;
}

std::vector<std::string> lines_of(const Element& element) {
  std::vector<std::string> out = wrapped(element.name, 19, 3);
  for (const std::string& detail : element.details)
    for (std::string& line : wrapped(detail, 21, 2)) out.push_back(std::move(line));
  return out;
}

namespace {

// What leads out of a sub-process, to the activity that undoes something inside, goes straight.
void across_borders(const Scope& scope, Layout& out) {
  for (const auto& way : scope.associations) {
    const auto from = out.shapes.find(way.first), to = out.shapes.find(way.second);
    if (out.associations.contains(way) || from == out.shapes.end() || to == out.shapes.end())
      continue;
    const Box &first = from->second, &last = to->second;
    const bool down = first.y < last.y;
    Line line;
    line.points = {{first.middle().x, down ? first.y + first.height : first.y},
                   {last.middle().x, down ? last.y : last.y + last.height}};
    line.label = {(line.points.front().x + line.points.back().x) / 2,
                  (line.points.front().y + line.points.back().y) / 2};
    out.associations[way] = std::move(line);
  }
  for (const Element& element : scope.elements)
    if (element.body) across_borders(*element.body, out);
}

}  // namespace

Layout lay_out(const Process& process) {
  Layout out;
  if (process.body.elements.empty() || count(process.body) > kMostDrawn) return out;
  ScopeLayout whole(process.body, out);
  const Spot size = whole.run();
  whole.shift(kMargin, kMargin);
  across_borders(process.body, out);
  out.width = size.x + 2 * kMargin;
  out.height = size.y + 2 * kMargin;
  return out;
}

}  // namespace tf::interchange::bpmn
