#include "interchange/bpmn_ids.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace tf::interchange::bpmn {

namespace {

constexpr std::array<std::string_view, 13> kReferences{
    "id",         "sourceRef", "targetRef", "default",     "attachedToRef", "calledElement",
    "messageRef", "signalRef", "errorRef",  "activityRef", "escalationRef", "processRef",
    "bpmnElement"};
constexpr std::string_view kOpening = "_x", kDigits = "0123456789ABCDEF";
constexpr std::uint32_t kFirst = 0x80, kLast = 0x10FFFF;

// The length of a sequence of UTF-8 by its first byte; the input has been checked by the XML reader
// or the YAML reader.
std::size_t length_of(unsigned char first) {
  return first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

void append_utf8(std::string& out, std::uint32_t sign) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (sign < 0x800) {
    put(0xC0U | (sign >> 6U));
  } else if (sign < 0x10000) {
    put(0xE0U | (sign >> 12U));
    put(0x80U | ((sign >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (sign >> 18U));
    put(0x80U | ((sign >> 12U) & 0x3FU));
    put(0x80U | ((sign >> 6U) & 0x3FU));
  }
  put(0x80U | (sign & 0x3FU));
}

}  // namespace

std::string file_id(std::string_view id) {
  std::string out;
  for (std::size_t i = 0; i < id.size();) {
    const auto first = static_cast<unsigned char>(id[i]);
    if (first < 0x80) {
      out += id[i++];
      continue;
    }
    const std::size_t length = std::min(length_of(first), id.size() - i);
    std::uint32_t sign = first & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      sign = (sign << 6U) | (static_cast<unsigned char>(id[i + k]) & 0x3FU);
    std::string number;
    for (; sign != 0; sign >>= 4U) number.insert(0, 1, kDigits[sign & 0xFU]);
    out += cat(kOpening, number, "_");
    i += length;
  }
  return out;
}

std::string read_id(std::string_view written) {
  std::string out;
  while (!written.empty()) {
    std::uint32_t sign = 0;
    std::size_t end = kOpening.size();
    if (written.starts_with(kOpening))
      for (; end < written.size() && kDigits.find(written[end]) != kDigits.npos && sign <= kLast;
           ++end)
        sign = sign * 16 + static_cast<std::uint32_t>(kDigits.find(written[end]));
    const bool whole = end < written.size() && written[end] == '_' && end > kOpening.size();
    const bool surrogate = sign >= 0xD800 && sign <= 0xDFFF;
    if (whole && sign >= kFirst && sign <= kLast && !surrogate) {
      append_utf8(out, sign);
      written.remove_prefix(end + 1);
    } else {
      out += written.front();
      written.remove_prefix(1);
    }
  }
  return out;
}

void read_ids(XmlElement& element) {
  for (auto& [name, value] : element.attributes)
    if (std::ranges::find(kReferences, name) != kReferences.end() &&
        value.find(kOpening) != value.npos)
      value = read_id(value);
  if (element.name == "eventDefinitionRef" && element.text.find(kOpening) != element.text.npos)
    element.text = read_id(element.text);
  for (XmlElement& child : element.children) read_ids(child);
}

}  // namespace tf::interchange::bpmn
