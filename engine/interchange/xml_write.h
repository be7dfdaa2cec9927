// Writes XML: two blanks an element, texts and attributes escaped. What XML cannot hold (control
// characters) becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tf::interchange {

class XmlWriter {
 public:
  using Attributes =
      std::vector<std::pair<std::string_view, std::string>>;  // empty values are left out

  XmlWriter() { out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }
  void open(std::string_view name, const Attributes& attributes = {});
  void close();
  void leaf(std::string_view name, const Attributes& attributes = {});
  // <name>content</name>
  void text(std::string_view name, std::string_view content, const Attributes& attributes = {});
  std::string take() { return std::move(out_); }

 private:
  void begin(std::string_view name, const Attributes& attributes);
  void escape(std::string_view text, bool attribute);

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace tf::interchange
