#include "model/yaml_scan.h"

#include <algorithm>

#include "base/text.h"
#include "model/yaml.h"

namespace tf::model {

namespace {

constexpr std::string_view kWideComma = "\xEF\xBC\x8C";

constexpr std::size_t kShownBytes = 24;  // of an offending word

class Scanner {
 public:
  Scanner(const std::shared_ptr<const SourceFile>& file, Diagnostics& out)
      : file_(file), text_(file->text), out_(out) {}

  YamlScan run() {
    scan_.content_lines.assign(file_->line_starts.size(), false);
    for (line_ = 0; line_ < file_->line_starts.size(); ++line_) scan_line();
    never_closed();
    return std::move(scan_);
  }

 private:
  struct Open {
    char bracket;
    std::size_t offset;
    std::size_t indent;  // of its line
    bool has_key;
  };

  void refuse(std::string_view name, std::size_t offset, std::size_t bytes, std::string what) {
    out_.report(name, span_at(file_, offset, bytes), {{"what", what}, {"text", what}});
    scan_.sound = false;
    // What this line opened is not looked at any further, so it cannot be called unclosed.
    std::erase_if(open_,
                  [&](const Open& open) { return open.offset >= begin_ && offset > open.offset; });
  }

  // Of nested brackets the innermost is the one that was forgotten.
  void never_closed() {
    if (open_.empty()) return;
    const Open open = open_.back();
    open_.clear();
    refuse("yaml.syntax", open.offset, 1,
           both(cat("'", open.bracket, "' 没有收口"), cat("'", open.bracket, "' is never closed")));
  }

  char at(std::size_t offset) const { return offset < end_ ? text_[offset] : '\n'; }
  bool blank(std::size_t offset) const { return at(offset) == ' ' || at(offset) == '\n'; }

  void scan_line() {
    begin_ = file_->line_starts[line_];
    end_ = line_ + 1 < file_->line_starts.size() ? file_->line_starts[line_ + 1] : text_.size();
    if (end_ > begin_ && text_[end_ - 1] == '\n') --end_;
    std::size_t first = begin_;
    while (at(first) == ' ') ++first;
    if (in_block_text(first)) return;
    if (first == end_) return;
    if (at(first) == '\t') {
      if (trim(text_.substr(first, end_ - first)).empty()) return;
      refuse("yaml.syntax", first, 1,
             both("缩进用了制表符：只能用空格", "a tab in the indentation: use spaces"));
      return;
    }
    indent_ = first - begin_;
    if (!open_.empty() && indent_ <= open_.front().indent && at(first) != ']' && at(first) != '}' &&
        at(first) != '#')
      never_closed();
    if (open_.empty() && marker(first)) return;
    if (at(first) != '#') scan_.content_lines[line_] = true;
    if (open_.empty()) {
      has_key_ = false;
      previous_key_column_ = key_column_;
      key_column_ = first - begin_;
      first_ = first;
    }
    tokens(first);
  }

  // Lines of a text written with | or >: deeper than the key that holds it.
  bool in_block_text(std::size_t first) {
    if (!block_) return false;
    if (first == end_ || first - begin_ > block_column_) {
      scan_.content_lines[line_] = first != end_;
      return true;
    }
    block_ = false;
    return false;
  }

  // "---", "...", "%YAML": only a first "---" is borne.
  bool marker(std::size_t first) {
    if (first != begin_) return false;
    const std::string_view line = text_.substr(begin_, end_ - begin_);
    if (line.starts_with("%")) {
      refuse("yaml.indicator", begin_, 1, "%");
      return true;
    }
    const bool start = line.starts_with("---") && blank(begin_ + 3);
    const bool stop = line.starts_with("...") && blank(begin_ + 3);
    if (!start && !stop) return false;
    if (start && !started_ && trim(line.substr(3)).empty() && !any_content_before()) {
      started_ = true;
      return true;
    }
    refuse("yaml.many_documents", begin_, 3, std::string(line.substr(0, 3)));
    return true;
  }

  bool any_content_before() const {
    return std::find(scan_.content_lines.begin(), scan_.content_lines.end(), true) !=
           scan_.content_lines.end();
  }

  void tokens(std::size_t offset) {
    while (offset < end_) {
      if (at(offset) == ' ') {
        ++offset;
      } else if (at(offset) == '\t') {
        refuse("yaml.syntax", offset, 1, both("制表符：请用空格", "a tab: use spaces"));
        return;
      } else if (at(offset) == '#') {
        comment(offset);
        return;
      } else {
        offset = token(offset);
      }
    }
  }

  // One token, the first character of which stands at `offset`; returns where the next may begin,
  // or the end of the line.
  std::size_t token(std::size_t offset) {
    const char c = at(offset);
    if (open_.empty() && c == '-' && blank(offset + 1)) {
      key_column_ = offset - begin_;
      has_key_ = false;
      return offset + 1;
    }
    if (c == '?' && blank(offset + 1)) {
      refuse("yaml.complex_key", offset, 1, "?");
      return end_;
    }
    switch (c) {
      case '"':
      case '\'':
        return quoted(offset);
      case '[':
      case '{':
        if (open_.size() >= kMostYamlDepth) {
          return give_up("yaml.depth", offset, kMostYamlDepth);
        }
        open_.push_back({c, offset, indent_, false});
        return offset + 1;
      case ']':
      case '}':
        return closing(offset);
      case ',':
        if (open_.empty()) {
          refuse("yaml.indicator", offset, 1, ",");
          return end_;
        }
        if (open_.back().bracket == '[' && ++values_ > kMostYamlNodes)
          return give_up("yaml.nodes", offset, kMostYamlNodes);
        open_.back().has_key = false;
        return offset + 1;
      case '&':
      case '*':
        refuse("yaml.alias", offset, word_bytes(offset), word_at(offset));
        return end_;
      case '!':
        refuse("yaml.tag", offset, word_bytes(offset), word_at(offset));
        return end_;
      case '|':
      case '>':
        return block_text(offset);
      case '%':
      case '@':
      case '`':
        refuse("yaml.indicator", offset, 1, std::string(1, c));
        return end_;
      case ':':
        if (is_colon(offset)) return colon(offset);
        break;
      default:
        break;
    }
    return plain(offset);
  }

  std::size_t closing(std::size_t offset) {
    const char opener = at(offset) == ']' ? '[' : '{';
    if (open_.empty() || open_.back().bracket != opener) {
      refuse("yaml.syntax", offset, 1,
             both(cat("多出一个 '", at(offset), "'"), cat("'", at(offset), "' closes nothing")));
      return end_;
    }
    open_.pop_back();
    return after_value(offset + 1);
  }

  std::size_t quoted(std::size_t offset) {
    const char quote = at(offset);
    std::size_t i = offset + 1;
    for (; i < end_; ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '\'' && at(i + 1) == '\'') {
          ++i;
          continue;
        }
        break;
      }
    }
    if (i >= end_) {
      refuse("yaml.syntax", offset, 1,
             both(cat("引号 ", quote, " 在本行没有收口：长文字用 | 另起一行"),
                  cat("the quote ", quote,
                      " is not closed on this line: write a long text on the next lines after |")));
      return end_;
    }
    return after_value(i + 1);
  }

  // After a quoted text or a closing bracket: ':' makes a key of it, ',' ']' '}' '#' may follow.
  std::size_t after_value(std::size_t offset) {
    while (at(offset) == ' ') ++offset;
    if (offset >= end_) return end_;
    const char c = at(offset);
    if (is_colon(offset)) return colon(offset);
    if (c == '#' && text_[offset - 1] == ' ') return offset;
    if (!open_.empty() && (c == ',' || c == ']' || c == '}')) return offset;
    refuse("yaml.syntax", offset, word_bytes(offset),
           both("引号或括号之后还有文字：给整个值加单引号，或写在下一行的 | 之后",
                "text after a closing quote or bracket: put the whole value in single quotes, or "
                "on the "
                "next line after |"));
    return end_;
  }

  // A full-width comma in the value that `offset` stands in: it was meant to end it.
  std::size_t wide_comma_before(std::size_t offset) const {
    const std::string_view line = text_.substr(begin_, offset - begin_);
    const std::size_t wide = line.rfind(kWideComma);
    const std::size_t start = line.find_last_of(",{");
    const bool inside = wide != line.npos && (start == line.npos || wide > start);
    return inside ? begin_ + wide : text_.npos;
  }

  std::size_t colon(std::size_t offset) {
    bool& has_key = open_.empty() ? has_key_ : open_.back().has_key;
    if (has_key && (open_.empty() || open_.back().bracket == '{')) {
      const std::size_t wide = open_.empty() ? text_.npos : wide_comma_before(offset);
      if (wide == text_.npos)
        refuse("yaml.colon", offset, 1, {});
      else
        refuse("yaml.syntax", wide, kWideComma.size(),
               both("这里是全角逗号：两项之间写半角逗号和空格",
                    "a full-width comma stands here: between two entries write ', '"));
      return end_;
    }
    if (++values_ > kMostYamlNodes) return give_up("yaml.nodes", offset, kMostYamlNodes);
    has_key = true;
    any_value_ = true;
    return offset + 1;
  }

  // Nothing after this helps.
  std::size_t give_up(std::string_view name, std::size_t offset, std::size_t most) {
    out_.report(name, span_at(file_, offset, 1), {{"most", std::to_string(most)}});
    scan_.sound = false;
    line_ = file_->line_starts.size() - 1;
    open_.clear();
    return end_;
  }

  std::size_t plain(std::size_t offset) {
    const std::size_t start = offset;
    for (; offset < end_; ++offset) {
      const char c = text_[offset];
      if (c == '\t') break;
      if (is_colon(offset)) break;
      if (c == '#' && offset > start && text_[offset - 1] == ' ') break;
      if (!open_.empty() && flow_mark(c)) break;
      if (!open_.empty() && c == '?') scan_.question_marks.push_back(offset);
    }
    if (is_colon(offset)) {
      if (open_.empty() && !has_key_) key_column_ = start - begin_;
      return colon(offset);
    }
    if (!open_.empty() && (at(offset) == '[' || at(offset) == '{')) {
      refuse("yaml.flow_text", offset, 1, std::string(1, at(offset)));
      return end_;
    }
    if (open_.empty() && start == first_ && any_value_ && start - begin_ <= previous_key_column_) {
      refuse("yaml.syntax", start, offset - start,
             both("这一行缺少冒号：写成“键: 值”",
                  "a colon is missing on this line: write 'key: value'"));
      return end_;
    }
    any_value_ = true;
    if (at(offset) == '#' && offset >= start + 2 && text_[offset - 2] != ' ')
      out_.report("yaml.comment", span_at(file_, offset, 1));
    return offset;
  }

  bool is_colon(std::size_t offset) const {
    const char next = at(offset + 1);
    return at(offset) == ':' &&
           (blank(offset + 1) || (!open_.empty() && (next == ',' || next == ']' || next == '}')));
  }
  static bool flow_mark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

  std::size_t block_text(std::size_t offset) {
    std::size_t i = offset + 1;
    while (at(i) == '+' || at(i) == '-' || (at(i) >= '1' && at(i) <= '9')) ++i;
    while (at(i) == ' ') ++i;
    const bool header = i >= end_ || (at(i) == '#' && text_[i - 1] == ' ');
    if (!header || !open_.empty()) {
      refuse("yaml.indicator", offset, 1, std::string(1, at(offset)));
      return end_;
    }
    if (i < end_) comment(i);
    block_ = true;
    block_column_ = key_column_;
    return end_;
  }

  void comment(std::size_t offset) {
    std::string_view text = text_.substr(offset, end_ - offset);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    const bool own = trim(text_.substr(begin_, offset - begin_)).empty();
    scan_.comments.push_back({static_cast<std::uint32_t>(line_ + 1), own, std::string(text)});
  }

  std::size_t word_bytes(std::size_t offset) const {
    std::size_t i = offset;
    while (i < end_ && text_[i] != ' ' && i - offset < kShownBytes) ++i;
    while (i < end_ && (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U) ++i;
    return i - offset;
  }
  std::string word_at(std::size_t offset) const {
    return std::string(text_.substr(offset, word_bytes(offset)));
  }

  const std::shared_ptr<const SourceFile>& file_;
  std::string_view text_;
  Diagnostics& out_;
  YamlScan scan_;
  std::vector<Open> open_;
  std::size_t line_ = 0, begin_ = 0, end_ = 0;
  std::size_t indent_ = 0;
  std::size_t first_ = 0;  // of the line, in block context
  std::size_t key_column_ = 0, previous_key_column_ = 0, block_column_ = 0;
  std::size_t values_ = 0;  // a lower bound
  bool block_ = false, has_key_ = false, started_ = false, any_value_ = false;
};

bool bad_control(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u < 0x20 && c != '\n' && c != '\t') || u == 0x7F;
}

}  // namespace

Span span_at(const std::shared_ptr<const SourceFile>& file, std::size_t offset, std::size_t bytes) {
  const auto& starts = file->line_starts;
  const auto next = std::ranges::upper_bound(starts, offset);
  const auto line = static_cast<std::size_t>(next - starts.begin());  // 1-based
  const std::string_view text = file->text;
  const std::size_t begin = starts[line - 1];
  const std::size_t length = count_points(text.substr(offset, bytes));
  return Span{file, static_cast<std::uint32_t>(line),
              static_cast<std::uint32_t>(count_points(text.substr(begin, offset - begin)) + 1),
              static_cast<std::uint32_t>(std::max<std::size_t>(1, length))};
}

YamlScan scan_yaml(const std::shared_ptr<const SourceFile>& file, Diagnostics& out) {
  if (const auto bad = first_bad_utf8(file->text)) {
    const std::string_view sound = std::string_view(file->text).substr(0, *bad);
    const auto line = static_cast<std::size_t>(std::ranges::count(sound, '\n')) + 1;
    const std::size_t begin = file->line_starts[line - 1];
    out.report("yaml.encoding",
               Span{file, static_cast<std::uint32_t>(line),
                    static_cast<std::uint32_t>(count_points(sound.substr(begin)) + 1), 1},
               {{"what", both("这一处不是 UTF-8 文字", "this is not UTF-8 text")}});
    return YamlScan{{}, {}, {}, false};
  }
  const auto control = std::ranges::find_if(file->text, bad_control);
  if (control != file->text.end()) {
    out.report("yaml.encoding",
               span_at(file, static_cast<std::size_t>(control - file->text.begin()), 1),
               {{"what", both("文中有控制字符", "a control character in the text")}});
    return YamlScan{{}, {}, {}, false};
  }
  return Scanner(file, out).run();
}

}  // namespace tf::model
