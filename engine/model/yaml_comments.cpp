#include "model/yaml_comments.h"

#include <algorithm>

namespace tf::model {

namespace {

class Attacher {
 public:
  explicit Attacher(const YamlScan& scan) : scan_(scan) {}

  void walk(Node& node) {
    for (Entry& e : node.entries) {
      begins(*e.value, e.key_span.line, true);
      walk(*e.value);
    }
    for (auto& item : node.items) {
      begins(*item, item->span.line, item->is_scalar() || item->flow);
      walk(*item);
    }
  }

  // What stands after the last entry.
  std::string rest() {
    std::string out;
    for (; next_ < scan_.comments.size(); ++next_) out += scan_.comments[next_].text + "\n";
    return out;
  }

 private:
  // `node` (with its key) begins on `line`. The first one on a line takes the comments above it;
  // the first that can carry one takes the comment beside it.
  void begins(Node& node, std::uint32_t line, bool may_stand_beside) {
    if (line > above_done_) {
      node.comment = above(line);
      above_done_ = line;
    }
    if (may_stand_beside && line > beside_done_) {
      beside_done_ = line;
      if (next_ < scan_.comments.size() && scan_.comments[next_].line == line &&
          !scan_.comments[next_].own_line)
        node.beside = scan_.comments[next_++].text;
    }
  }

  std::string above(std::uint32_t line) {
    std::string out;
    std::uint32_t previous = above_done_;
    for (; next_ < scan_.comments.size() && scan_.comments[next_].line < line; ++next_) {
      const Comment& comment = scan_.comments[next_];
      if (empty_between(previous, comment.line)) out += '\n';
      out += comment.text + "\n";
      previous = comment.line;
    }
    if (empty_between(previous, line)) out += '\n';
    return out;
  }

  // Is there an empty line right above `line`, after `previous`?
  bool empty_between(std::uint32_t previous, std::uint32_t line) const {
    if (previous == 0 && above_done_ == 0 && line <= 1) return false;
    if (line < 2 || line - 1 <= previous) return false;
    const std::uint32_t above_line = line - 1;
    if (scan_.content_lines[above_line - 1]) return false;
    return std::ranges::none_of(scan_.comments,
                                [&](const Comment& c) { return c.line == above_line; });
  }

  const YamlScan& scan_;
  std::size_t next_ = 0;
  std::uint32_t above_done_ = 0, beside_done_ = 0;
};

}  // namespace

void attach_comments(Node& root, const YamlScan& scan) {
  Attacher attacher(scan);
  attacher.walk(root);
  root.trailing = attacher.rest();
}

}  // namespace tf::model
