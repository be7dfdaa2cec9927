#include "interchange/xml.h"

#include <expat.h>

#include <memory>

#include "base/text.h"

namespace tf::interchange {
namespace {

struct Reader {
  XML_Parser parser = nullptr;
  const XmlLimits& limits;
  XmlElement root;
  std::vector<XmlElement*> open;
  std::size_t elements = 0;
  XmlError error;

  void fail(std::string name, std::string zh, std::string en) {
    if (!error.name.empty()) return;
    error = {std::move(name), static_cast<int>(XML_GetCurrentLineNumber(parser)),
             static_cast<int>(XML_GetCurrentColumnNumber(parser)) + 1, std::move(zh),
             std::move(en)};
    XML_StopParser(parser, XML_FALSE);
  }
};

// expat joins namespace and local name by this character.
constexpr char kBetween = '\x1F';

std::pair<std::string_view, std::string_view> parted(std::string_view name) {
  const std::size_t at = name.find(kBetween);
  return at == std::string_view::npos ? std::pair(std::string_view(), name)
                                      : std::pair(name.substr(0, at), name.substr(at + 1));
}

void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  Reader& reader = *static_cast<Reader*>(data);
  if (!reader.error.name.empty()) return;
  if (reader.open.size() >= reader.limits.depth)
    return reader.fail("xml.depth", cat("嵌套太深，至多 ", reader.limits.depth, " 层"),
                       cat("nested too deep, at most ", reader.limits.depth, " levels"));
  if (++reader.elements > reader.limits.elements)
    return reader.fail("xml.size", "元素太多", "too many elements");
  XmlElement* element = &reader.root;
  if (!reader.open.empty()) element = &reader.open.back()->children.emplace_back();
  const auto [space, local] = parted(name);
  element->space = space;
  element->name = local;
  element->line = static_cast<int>(XML_GetCurrentLineNumber(reader.parser));
  for (std::size_t i = 0; attributes[i] != nullptr; i += 2) {
    if (i / 2 >= reader.limits.attributes)
      return reader.fail("xml.attributes", cat("属性太多，至多 ", reader.limits.attributes, " 个"),
                         cat("too many attributes, at most ", reader.limits.attributes));
    element->attributes.emplace_back(parted(attributes[i]).second, attributes[i + 1]);
  }
  reader.open.push_back(element);
}

void on_end(void* data, const XML_Char*) {
  Reader& reader = *static_cast<Reader*>(data);
  if (reader.error.name.empty()) reader.open.pop_back();
}

void on_text(void* data, const XML_Char* text, int length) {
  Reader& reader = *static_cast<Reader*>(data);
  if (reader.error.name.empty() && !reader.open.empty())
    reader.open.back()->text.append(text, static_cast<std::size_t>(length));
}

void on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Reader*>(data)->fail("xml.doctype", "不接受 DOCTYPE", "a DOCTYPE is not accepted");
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view wanted, std::string_view otherwise) const {
  for (const auto& [key, value] : attributes)
    if (key == wanted) return value;
  return otherwise;
}
bool XmlElement::has(std::string_view wanted) const {
  for (const auto& [key, value] : attributes)
    if (key == wanted) return true;
  return false;
}
const XmlElement* XmlElement::child(std::string_view wanted) const {
  for (const XmlElement& one : children)
    if (one.name == wanted) return &one;
  return nullptr;
}
std::string single_blanks(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank || out.back() != ' ') out += blank ? ' ' : c;
  }
  return out;
}

std::string_view XmlElement::text_of(std::string_view child_name) const {
  const XmlElement* found = child(child_name);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::expected<XmlElement, XmlError> parse_xml(std::string_view text, const XmlLimits& limits) {
  if (text.size() > limits.bytes)
    return std::unexpected(
        XmlError{"xml.size", 1, 1, cat("文件太大，至多 ", limits.bytes, " 字节"),
                 cat("the file is too large, at most ", limits.bytes, " bytes")});
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS(nullptr, kBetween), &XML_ParserFree);
  Reader reader{parser.get(), limits, {}, {}, 0, {}};
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  const auto status = XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
  if (!reader.error.name.empty()) return std::unexpected(std::move(reader.error));
  if (status != XML_STATUS_OK) {
    const std::string why = XML_ErrorString(XML_GetErrorCode(parser.get()));
    return std::unexpected(XmlError{"xml.syntax",
                                    static_cast<int>(XML_GetCurrentLineNumber(parser.get())),
                                    static_cast<int>(XML_GetCurrentColumnNumber(parser.get())) + 1,
                                    cat("不是合法的 XML：", why), cat("this is not XML: ", why)});
  }
  return std::move(reader.root);
}

}  // namespace tf::interchange
