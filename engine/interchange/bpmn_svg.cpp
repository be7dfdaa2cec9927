#include "interchange/bpmn_svg.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tf::interchange::bpmn {

namespace {

constexpr const char* kStyle =
    "text{font-family:'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',"
    "'Source Han Sans SC',sans-serif;font-size:12px;fill:#1f2937}"
    ".small{font-size:11px;fill:#4b5563}.label{font-size:11px;fill:#374151;paint-order:stroke;"
    "stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}.head{font-size:16px;font-weight:600}"
    ".shape{fill:#ffffff;stroke:#1f2937;stroke-width:1.4}.task{fill:#f8fafc}"
    ".box{fill:#ffffff;stroke:#475569;stroke-width:1.4}.by-event{stroke-dasharray:5 3}"
    ".thin{fill:none;stroke:#1f2937;stroke-width:1.3;stroke-linejoin:round;stroke-linecap:round}"
    ".full{fill:#1f2937;stroke:none}.flow{fill:none;stroke:#475569;stroke-width:1.3;"
    "stroke-linejoin:round}.dotted{fill:none;stroke:#64748b;stroke-width:1.2;stroke-dasharray:2 4}"
    ".done{fill:#dcfce7}.here{stroke:#1d4ed8;stroke-width:3;fill:#dbeafe}";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// Tenths of a pixel.
std::string num(double value) {
  const auto tenths = static_cast<long long>(std::llround(value * 10));
  const long long whole = tenths / 10, rest = std::llabs(tenths % 10);
  return cat(tenths < 0 && whole == 0 ? "-" : "", whole, rest == 0 ? "" : cat(".", rest));
}

class Drawing {
 public:
  Drawing(const Process& process, const Marks& marks) : process_(process), marks_(marks) {}

  std::string draw() {
    constexpr double kTop = 30;
    layout_ = lay_out(process_);
    const std::string title = process_.name.empty() ? process_.id : process_.name;
    const double width = std::max(layout_.width, 16.0 * static_cast<double>(display_width(title)));
    out_ =
        cat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", num(width), "\" height=\"",
            num(layout_.height + kTop), "\" viewBox=\"0 0 ", num(width), " ",
            num(layout_.height + kTop), "\">\n<title>", escaped(title), "</title>\n<style>", kStyle,
            "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
            "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\"><path d=\"M0 0L10 "
            "5L0 10z\" fill=\"#475569\"/></marker></defs>\n");
    text(22, 24, title, "head", "start");
    out_ += cat("<g transform=\"translate(0 ", num(kTop), ")\">\n");
    scope(process_.body);
    out_ += "</g>\n</svg>\n";
    return std::move(out_);
  }

 private:
  void scope(const Scope& scope) {
    // Boxes of sub-processes lie below their lines, boundary events above everything.
    for (const Element& element : scope.elements)
      if (element.kind != ElementKind::boundary) shape(scope, element);
    for (const SequenceFlow& flow : scope.flows) line(scope, flow);
    for (const auto& way : scope.associations)
      if (const auto found = layout_.associations.find(way); found != layout_.associations.end())
        out_ += cat("<path class=\"dotted\" marker-end=\"url(#arrow)\" d=\"", path(found->second),
                    "\"/>\n");
    for (const Element& element : scope.elements)
      if (element.body) this->scope(*element.body);
    for (const Element& element : scope.elements)
      if (element.kind == ElementKind::boundary) event(element);
    for (const SequenceFlow& flow : scope.flows) label(flow);
  }

  static std::string path(const Line& line) {
    std::string out;
    for (const Spot& spot : line.points)
      out += cat(out.empty() ? "M" : "L", num(spot.x), " ", num(spot.y));
    return out;
  }

  void text(double x, double y, std::string_view words, std::string_view kind,
            std::string_view anchor = "middle") {
    out_ += cat("<text x=\"", num(x), "\" y=\"", num(y), "\" text-anchor=\"", anchor, "\"",
                kind.empty() ? "" : cat(" class=\"", kind, "\""), ">", escaped(words), "</text>\n");
  }

  void line(const Scope& scope, const SequenceFlow& flow) {
    const auto found = layout_.lines.find(flow.id);
    if (found == layout_.lines.end()) return;
    out_ +=
        cat("<path class=\"flow\" marker-end=\"url(#arrow)\" d=\"", path(found->second), "\"/>\n");
    const Element* source = scope.find(flow.source);
    if (source != nullptr && source->default_flow == flow.id && found->second.points.size() > 1) {
      // The default way is crossed near its beginning.
      const Spot a = found->second.points[0], b = found->second.points[1];
      const double length = std::max(1.0, std::hypot(b.x - a.x, b.y - a.y));
      const double x = a.x + (b.x - a.x) / length * 9, y = a.y + (b.y - a.y) / length * 9;
      out_ += cat("<path class=\"thin\" d=\"M", num(x - 3), " ", num(y + 5), "L", num(x + 3), " ",
                  num(y - 5), "\"/>\n");
    }
  }

  void label(const SequenceFlow& flow) {
    const auto found = layout_.lines.find(flow.id);
    if (found == layout_.lines.end()) return;
    const auto lines = wrapped(label_of(flow), 26, 3);
    double y = found->second.label.y - 6.5 * static_cast<double>(lines.size()) + 10;
    for (const std::string& one : lines) {
      text(found->second.label.x, y, one, "label");
      y += 13;
    }
  }

  const Mark* mark(const Element& element) const {
    const auto found = element.step.empty() ? marks_.end() : marks_.find(element.step);
    return found == marks_.end() ? nullptr : &found->second;
  }
  std::string kind(const Element& element, std::string of) const {
    const Mark* found = mark(element);
    if (found != nullptr && found->done > 0) of += " done";
    if (found != nullptr && found->here > 0) of += " here";
    return of;
  }
  // Beside a shape: how many tokens wait there, the light of its clock, how often it was done.
  void tell_mark(const Element& element, const Box& box) {
    const Mark* found = mark(element);
    if (found == nullptr) return;
    double x = box.x + box.width - 2;
    if (found->here > 0) {
      out_ += cat("<circle cx=\"", num(x), "\" cy=\"", num(box.y + 2),
                  "\" r=\"9\" fill=\"#1d4ed8\" stroke=\"#ffffff\"/>\n<text x=\"", num(x), "\" y=\"",
                  num(box.y + 6), "\" text-anchor=\"middle\" style=\"fill:#ffffff\">", found->here,
                  "</text>\n");
      x -= 22;
    }
    if (!found->light.empty()) {
      const char* colour = found->light == "red"      ? "#dc2626"
                           : found->light == "yellow" ? "#f59e0b"
                                                      : "#16a34a";
      out_ += cat("<circle cx=\"", num(x), "\" cy=\"", num(box.y + 2), "\" r=\"7\" fill=\"", colour,
                  "\" stroke=\"#ffffff\"/>\n");
      x -= 20;
    }
    if (found->done > 0) text(x, box.y - 3, found->done > 1 ? cat("✓", found->done) : "✓", "small");
  }

  void shape(const Scope& scope, const Element& element) {
    const auto found = layout_.shapes.find(element.id);
    if (found == layout_.shapes.end()) return;
    const Box& box = found->second;
    if (element.body) {
      out_ += cat("<rect class=\"", kind(element, cat("box", element.by_event ? " by-event" : "")),
                  "\" x=\"", num(box.x), "\" y=\"", num(box.y), "\" width=\"", num(box.width),
                  "\" height=\"", num(box.height), "\" rx=\"8\"/>\n");
      if (element.kind == ElementKind::transaction)
        out_ += cat("<rect class=\"thin\" x=\"", num(box.x + 3), "\" y=\"", num(box.y + 3),
                    "\" width=\"", num(box.width - 6), "\" height=\"", num(box.height - 6),
                    "\" rx=\"6\"/>\n");
      std::string head = element.name;
      for (const std::string& detail : element.details) head += cat(" · ", detail);
      text(box.x + 10, box.y + 18, head, "", "start");
      markers(element, box);
      return tell_mark(element, box);
    }
    if (element.is_activity()) return task(scope, element, box);
    if (element.kind >= ElementKind::exclusive) return gateway(element, box);
    event(element);
  }

  void task(const Scope& scope, const Element& element, const Box& box) {
    out_ += cat("<rect class=\"", kind(element, "shape task"), "\" x=\"", num(box.x), "\" y=\"",
                num(box.y), "\" width=\"", num(box.width), "\" height=\"", num(box.height),
                "\" rx=\"9\"",
                element.kind == ElementKind::call ? " style=\"stroke-width:3.5\"" : "", "/>\n");
    const std::vector<std::string> lines = lines_of(element);
    const std::size_t names = wrapped(element.name, 19, 3).size();
    const bool edged = std::ranges::any_of(
        scope.elements, [&](const Element& e) { return e.attached_to == element.id; });
    double y = box.y + (box.height - (edged ? kOnEdge : 0)) / 2 -
               7.5 * static_cast<double>(lines.size()) + 11.5;
    for (std::size_t i = 0; i < lines.size(); ++i, y += 15)
      text(box.x + box.width / 2, y, lines[i], i < names ? "" : "small");
    icon(element, box.x + 11, box.y + 11);
    markers(element, box);
    tell_mark(element, box);
  }

  // What kind of task it is, in its corner.
  void icon(const Element& element, double x, double y) {
    const auto at = [&](std::string_view shapes) {
      out_ += cat("<g transform=\"translate(", num(x), " ", num(y), ")\">", shapes, "</g>\n");
    };
    if (element.kind == ElementKind::user_task)
      at("<circle class=\"thin\" cx=\"0\" cy=\"-3\" r=\"2.6\"/><path class=\"thin\" d=\"M-5 "
         "5.5C-5 1 5 1 5 5.5z\"/>");
    else if (element.tag == "scriptTask")
      at("<path class=\"thin\" d=\"M-4 -5h8v10h-8zM-2 -2h4M-2 0h4M-2 2h4\"/>");
    else if (element.tag == "businessRuleTask")
      at("<path class=\"thin\" d=\"M-6 -4h12v9h-12zM-6 -1h12M-6 2h12M-2 -1v6\"/>");
    else if (element.tag == "serviceTask")
      at("<circle class=\"thin\" r=\"2\"/><circle class=\"thin\" r=\"4.5\" "
         "stroke-dasharray=\"2 1.5\"/>");
    else if (element.kind == ElementKind::send_task || element.kind == ElementKind::receive_task)
      at("<path class=\"thin\" d=\"M-6 -4h12v8h-12zM-6 -4l6 4l6 -4\"/>");
  }

  void markers(const Element& element, const Box& box) {
    std::vector<std::string> all;
    if (element.loop.kind == Loop::Kind::multi)
      all.emplace_back(element.loop.sequential ? "M-5 -4h10M-5 0h10M-5 4h10"
                                               : "M-4 -5v10M0 -5v10M4 -5v10");
    if (element.loop.kind == Loop::Kind::standard)
      all.emplace_back("M-2 5A5 5 0 1 1 2 5M-2 5l-3 1M-2 5l1 -4");
    if (element.for_compensation) all.emplace_back("M0 -4L-5 0L0 4zM5 -4L0 0L5 4z");
    if (element.kind == ElementKind::ad_hoc) all.emplace_back("M-6 1q3 -5 6 0t6 0");
    double x = box.x + box.width / 2 - 9 * static_cast<double>(all.size() - 1);
    for (const std::string& shape : all) {
      out_ += cat("<path class=\"thin\" transform=\"translate(", num(x), " ",
                  num(box.y + box.height - 8), ")\" d=\"", shape, "\"/>\n");
      x += 18;
    }
  }

  void caption(const Element& element, const Box& box) {
    double y = box.y + box.height + 12;
    for (const std::string& one : wrapped(element.name, 16, 2)) {
      text(box.x + box.width / 2, y, one, "label");
      y += 13;
    }
  }

  void gateway(const Element& element, const Box& box) {
    const Spot c = box.middle();
    const double r = box.width / 2;
    out_ += cat("<path class=\"", kind(element, "shape"), "\" d=\"M", num(c.x - r), " ", num(c.y),
                "L", num(c.x), " ", num(c.y - r), "L", num(c.x + r), " ", num(c.y), "L", num(c.x),
                " ", num(c.y + r), "z\"/>\n");
    const char* inside = "M-6 -6L6 6M-6 6L6 -6";
    if (element.kind == ElementKind::parallel) inside = "M-8 0H8M0 -8V8";
    if (element.kind == ElementKind::complex) inside = "M-8 0H8M0 -8V8M-6 -6L6 6M-6 6L6 -6";
    if (element.kind == ElementKind::inclusive) inside = "M8 0A8 8 0 1 1 -8 0A8 8 0 1 1 8 0";
    if (element.kind == ElementKind::event_based)
      inside = "M11 0A11 11 0 1 1 -11 0A11 11 0 1 1 11 0M0 -6L5.7 -1.9L3.5 4.9H-3.5L-5.7 -1.9z";
    out_ += cat("<path class=\"thin\" style=\"stroke-width:2\" transform=\"translate(", num(c.x),
                " ", num(c.y), ")\" d=\"", inside, "\"/>\n");
    caption(element, box);
    tell_mark(element, box);
  }

  void event(const Element& element) {
    const auto found = layout_.shapes.find(element.id);
    if (found == layout_.shapes.end()) return;
    const Box& box = found->second;
    const Spot c = box.middle();
    const double r = box.width / 2;
    const bool end = element.kind == ElementKind::end, start = element.kind == ElementKind::start;
    const char* dash = element.interrupting ? "" : ";stroke-dasharray:4 2.5";
    out_ += cat("<circle class=\"", kind(element, "shape"), "\" cx=\"", num(c.x), "\" cy=\"",
                num(c.y), "\" r=\"", num(r), "\" style=\"",
                end ? "stroke-width:3" : "stroke-width:1.4", dash, "\"/>\n");
    if (!end && !start)
      out_ += cat("<circle class=\"thin\" cx=\"", num(c.x), "\" cy=\"", num(c.y), "\" r=\"",
                  num(r - 3.5), "\" style=\"stroke-width:1.2", dash, "\"/>\n");
    const bool thrown = end || element.kind == ElementKind::intermediate_throw;
    if (!element.events.empty()) sign(element, c, thrown);
    if (element.kind == ElementKind::boundary) {
      // Below it its way leaves; its name stands beside.
      double y = c.y + r + 1;
      for (const std::string& one : wrapped(element.name, 14, 1))
        text(c.x + r + 2, y += 3, one, "label", "start");
    } else {
      caption(element, box);
    }
    tell_mark(element, box);
  }

  void sign(const Element& element, const Spot& c, bool thrown) {
    std::string_view shape;
    bool full = thrown;
    if (element.events.size() > 1) {
      shape = element.parallel_multiple ? "M-3 -8H3V-3H8V3H3V8H-3V3H-8V-3H-3z"
                                        : "M0 -8L7.6 -2.5L4.7 6.5H-4.7L-7.6 -2.5z";
    } else {
      switch (element.events.front().kind) {
        case EventKind::message:
          shape = thrown ? "M-8 -5.5H8L0 0zM-8 -4V6H8V-4L0 1.6z"
                         : "M-8 -5.5H8V5.5H-8zM-8 -5.5L0 1L8 -5.5";
          break;
        case EventKind::timer:
          shape = "M9 0A9 9 0 1 1 -9 0A9 9 0 1 1 9 0M0 -6V0H5";
          full = false;
          break;
        case EventKind::error:
          shape = "M-8 7L-3 -6L2 2L8 -7L4 6L-2 -1z";
          break;
        case EventKind::escalation:
          shape = "M0 -8L6 7L0 1L-6 7z";
          break;
        case EventKind::conditional:
          shape = "M-6 -8H6V8H-6zM-3 -4H3M-3 0H3M-3 4H3";
          full = false;
          break;
        case EventKind::signal:
          shape = "M0 -8L8 6H-8z";
          break;
        case EventKind::compensate:
          shape = "M0 -6L-8 0L0 6zM8 -6L0 0L8 6z";
          break;
        case EventKind::cancel:
          shape =
              "M-6 -3.5L-3.5 -6L0 -2.5L3.5 -6L6 -3.5L2.5 0L6 3.5L3.5 6L0 2.5L-3.5 6L-6 3.5L-2.5 0z";
          break;
        case EventKind::terminate:
          shape = "M9 0A9 9 0 1 1 -9 0A9 9 0 1 1 9 0z";
          full = true;
          break;
        case EventKind::link:
          shape = "M-8 -3H2V-7L9 0L2 7V3H-8z";
          break;
      }
    }
    out_ += cat("<path class=\"", full ? "full" : "thin", "\" transform=\"translate(", num(c.x),
                " ", num(c.y), ")\" d=\"", shape, "\"/>\n");
  }

  const Process& process_;
  const Marks& marks_;
  Layout layout_;
  std::string out_;
};

}  // namespace

std::string to_svg(const Process& process, const Marks& marks) {
  return Drawing(process, marks).draw();
}

}  // namespace tf::interchange::bpmn
