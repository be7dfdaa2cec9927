#include "model/print.h"

#include <algorithm>

#include "base/text.h"
#include "model/print_scalar.h"
#include "model/shape.h"
#include "model/shape_scalar.h"
#include "model/text_table.h"

namespace tf::model {

namespace {

class Printer {
 public:
  explicit Printer(const PrintOptions& options) : options_(options) {}

  std::string document(const Node& root) {
    origin_ = root.span.file.get();
    if (options_.origins && origin_) out_ += cat("# ", origin_->path, "\n");
    entries(root, 0);
    comments(root.trailing, 0);
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

  std::string value(const Node& node) {
    origin_ = node.span.file.get();
    if (node.is_map() && !node.entries.empty() && !fits(node, 0)) {
      entries(node, 0);
    } else if (node.is_list() && !node.items.empty() && !fits(node, 0)) {
      items(node, 0);
    } else if (node.is_scalar() && needs_block(node)) {
      block_text(node, 0);
    } else {
      out_ += flow(node, options_.language) + "\n";
    }
    return std::move(out_);
  }

 private:
  void entries(const Node& map, std::size_t indent, bool first_is_open = false) {
    for (const Entry& e : map.entries) {
      if (!first_is_open) {
        comments(e.value->comment, indent);
        pad(indent);
      }
      first_is_open = false;
      out_ += key_text(e, map, options_.language) + ":";
      const std::size_t column = indent + display_width(key_text(e, map, Language::en)) + 1;
      const SourceFile* outer = origin_;
      const std::string remark = cat(origin_remark(*e.value), beside(*e.value));
      under_key(*e.value, indent, column, remark);
      origin_ = outer;
    }
  }

  void items(const Node& list, std::size_t indent) {
    for (const auto& item : list.items) {
      comments(item->comment, indent);
      pad(indent);
      const SourceFile* outer = origin_;
      if (item->is_map() && !item->entries.empty() && !fits(*item, indent + 2)) {
        out_ += "- ";
        origin_remark(*item);
        entries(*item, indent + 2, true);
      } else if (item->is_list() && !item->items.empty() && !fits(*item, indent + 2)) {
        out_ += "-\n";
        items(*item, indent + 2);
      } else {
        out_ += "-";
        under_key(*item, indent, indent + 1, cat(origin_remark(*item), beside(*item)));
      }
      origin_ = outer;
    }
  }

  // What stands after "key:" or "-", to the end of the value.
  void under_key(const Node& node, std::size_t indent, std::size_t column,
                 const std::string& remark) {
    if (node.is_scalar()) {
      if (needs_block(node)) {
        out_ += " ";
        block_text(node, indent + 2, remark);
      } else {
        out_ += cat(" ", scalar(node, false, options_.language), remark, "\n");
      }
      return;
    }
    const bool empty = node.is_map() ? node.entries.empty() : node.items.empty();
    if (empty || fits(node, column)) {
      out_ += cat(" ", flow(node, options_.language), remark, "\n");
      return;
    }
    out_ += remark + "\n";
    if (node.is_map()) {
      entries(node, indent + 2);
    } else {
      items(node, indent + 2);
    }
  }

  // May it stay on one line? Only what the author wrote so, when nothing inside forbids it.
  bool fits(const Node& node, std::size_t column) const {
    if (!node.flow || has_remarks(node) || breaks_flow(node)) return false;
    return column + 1 + display_width(flow(node, Language::en)) <= options_.width;
  }

  bool has_remarks(const Node& node) const {
    const auto remarked = [&](const Node& inner) {
      return !inner.comment.empty() || !inner.beside.empty() ||
             (options_.origins && inner.span.file && inner.span.file != node.span.file) ||
             has_remarks(inner);
    };
    return std::ranges::any_of(node.entries, [&](const Entry& e) { return remarked(*e.value); }) ||
           std::ranges::any_of(node.items, [&](const auto& item) { return remarked(*item); });
  }

  static bool breaks_flow(const Node& node) {
    if (node.is_scalar()) return needs_block(node);
    return std::ranges::any_of(node.entries,
                               [](const Entry& e) { return breaks_flow(*e.value); }) ||
           std::ranges::any_of(node.items, [](const auto& item) { return breaks_flow(*item); });
  }

  // `language` is not always that of the output: whether a map fits on its line is measured in
  // English, so that both languages break at the same places.
  std::string flow(const Node& node, Language language) const {
    if (node.is_scalar()) return scalar(node, true, language);
    std::string out = node.is_map() ? "{" : "[";
    for (const Entry& e : node.entries) {
      if (out.size() > 1) out += ", ";
      out += cat(key_text(e, node, language), ": ", flow(*e.value, language));
    }
    for (const auto& item : node.items) {
      if (out.size() > 1) out += ", ";
      out += flow(*item, language);
    }
    return out + (node.is_map() ? "}" : "]");
  }

  static std::string key_text(const Entry& e, const Node& map, Language language) {
    std::string key = e.key;
    if (language == Language::zh) {
      if (e.known) {
        key = e.known->zh;
      } else if (map.form && map.form->map && map.form->map->free_words) {
        for (const Word& word : map.form->map->free_words->all)
          if (key == word.name) key = word.zh;
      }
    }
    return scalar_text(key, true, false);
  }

  std::string scalar(const Node& node, bool in_flow, Language language) const {
    const bool chinese = language == Language::zh && node.form;
    return scalar_text(chinese ? chinese_scalar(node.text, *node.form) : node.text, in_flow,
                       node.quoted, options_.keep_quotes);
  }

  void block_text(const Node& node, std::size_t indent, std::string_view remark = {}) {
    std::string text = node.text;
    if (node.form && node.form->scalar == Scalar::table) {
      Diagnostics ignored;  // a broken table is printed as it was written
      const TextTable table = parse_table(node, ignored);
      if (ignored.empty()) text = print_table(table, options_.align_tables);
    }
    const bool ends = text.ends_with('\n');
    out_ +=
        cat("|", ends ? (text.ends_with("\n\n") || text == "\n" ? "+" : "") : "-", remark, "\n");
    if (ends) text.pop_back();
    for (const std::string_view line : split(text, '\n')) {
      if (!line.empty()) {
        pad(indent);
        out_ += line;
      }
      out_ += '\n';
    }
  }

  void comments(std::string_view lines, std::size_t indent) {
    if (lines.empty()) return;
    lines.remove_suffix(1);  // the last line's end
    for (const std::string_view line : split(lines, '\n')) {
      if (line.empty()) {
        if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
      } else {
        pad(indent);
        out_ += cat(line, "\n");
      }
    }
  }

  static std::string beside(const Node& node) {
    return node.beside.empty() ? "" : "  " + node.beside;
  }

  // "  # from path:line" where the file changes; from here on that file is the one taken for
  // granted.
  std::string origin_remark(const Node& node) {
    const SourceFile* file = node.span.file.get();
    if (!options_.origins || !file || file == origin_) return {};
    origin_ = file;
    return cat("  # from ", file->path, ":", node.span.line);
  }

  void pad(std::size_t indent) { out_.append(indent, ' '); }

  const PrintOptions& options_;
  const SourceFile* origin_ = nullptr;
  std::string out_;
};

}  // namespace

Language language_of(const Document& document) {
  const Entry& first = document.root->entries.front();
  return first.written == first.key ? Language::en : Language::zh;
}

std::string print_document(const Document& document, const PrintOptions& options) {
  return document.root ? Printer(options).document(*document.root) : std::string();
}

std::string print_node(const Node& node, const PrintOptions& options) {
  return Printer(options).value(node);
}

}  // namespace tf::model
