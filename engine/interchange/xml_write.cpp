#include "interchange/xml_write.h"

namespace tf::interchange {

void XmlWriter::begin(std::string_view name, const Attributes& attributes) {
  out_.append(2 * open_.size(), ' ');
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    if (value.empty()) continue;
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    escape(value, true);
    out_ += '"';
  }
}

void XmlWriter::open(std::string_view name, const Attributes& attributes) {
  begin(name, attributes);
  out_ += ">\n";
  open_.emplace_back(name);
}

void XmlWriter::close() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  out_.append(2 * open_.size(), ' ');
  out_ += "</" + name + ">\n";
}

void XmlWriter::leaf(std::string_view name, const Attributes& attributes) {
  begin(name, attributes);
  out_ += "/>\n";
}

void XmlWriter::text(std::string_view name, std::string_view content,
                     const Attributes& attributes) {
  begin(name, attributes);
  out_ += '>';
  escape(content, false);
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

void XmlWriter::escape(std::string_view text, bool attribute) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out_ += "&amp;";
        break;
      case '<':
        out_ += "&lt;";
        break;
      case '>':
        out_ += "&gt;";
        break;
      case '"':
        out_ += attribute ? "&quot;" : "\"";
        break;
      case '\n':
      case '\t':
        if (attribute)
          out_ += c == '\n' ? "&#10;" : "&#9;";
        else
          out_ += c;
        break;
      case '\r':
        out_ += "&#13;";
        break;
      default:
        out_ +=
            static_cast<unsigned char>(c) < 0x20 ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    }
  }
}

}  // namespace tf::interchange
