#include "base/seal_value.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace tf {

namespace {

constexpr std::string_view kSealMark = "\x7Fs";
constexpr std::size_t kLeafDigits = 16, kMostKept = 50'000;

std::string leaf_digits(SealRing::Leaf leaf) {
  std::array<char, kLeafDigits> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), leaf, 16);
  const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return cat(std::string(kLeafDigits - written.size(), '0'), written);
}

std::string_view key_view(const SealKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

bool is_sealed(std::string_view text) {
  return text.starts_with(kSealMark);
}

bool is_sealed(const Value& value) {
  return value.is(Value::Kind::text) && is_sealed(value.as_text());
}

bool holds_sealed(const Value& value) {
  if (value.is(Value::Kind::list)) return std::ranges::any_of(value.as_list(), holds_sealed);
  if (value.is(Value::Kind::record))
    return std::ranges::any_of(value.as_record(),
                               [](const auto& entry) { return holds_sealed(entry.second); });
  return is_sealed(value);
}

std::vector<SealRing::Leaf> leaves_of(std::string_view sealed) {
  std::vector<SealRing::Leaf> out;
  if (!is_sealed(sealed)) return out;
  sealed.remove_prefix(kSealMark.size());
  for (const std::string_view digits : split(sealed.substr(0, sealed.find(':')), ',')) {
    SealRing::Leaf leaf = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), leaf, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) return {};
    out.push_back(leaf);
  }
  return out;
}

std::vector<SealRing::Leaf> leaves_in(std::string_view text) {
  std::vector<SealRing::Leaf> out;
  for (std::size_t at = text.find(kSealMark); at != std::string_view::npos;
       at = text.find(kSealMark, at + 1))
    for (const SealRing::Leaf leaf : leaves_of(text.substr(at))) out.push_back(leaf);
  std::ranges::sort(out);
  const auto rest = std::ranges::unique(out);
  out.erase(rest.begin(), rest.end());
  return out;
}

SealBook::Leaf SealBook::leaf(const std::string& owner) {
  if (const auto known = owners_.find(owner); known != owners_.end()) return known->second;
  if (owners_.size() >= kMostKept) owners_.clear();
  return owners_[owner] = ring_->leaf_of(owner);
}

std::optional<SealKey> SealBook::key(const std::vector<Leaf>& leaves) {
  std::optional<SealKey> all;
  for (const Leaf leaf : leaves) {
    auto known = keys_.find(leaf);
    if (known == keys_.end()) {
      if (keys_.size() >= kMostKept) keys_.clear();
      known = keys_.emplace(leaf, ring_->key(leaf)).first;
    }
    if (!known->second) return std::nullopt;
    all = all ? hmac_sha256(key_view(*all), key_view(*known->second)) : *known->second;
  }
  return all;
}

std::string SealBook::seal(const std::vector<Leaf>& leaves, std::string_view once,
                           const Value& open) {
  const auto key = this->key(leaves);
  TF_CHECK(key.has_value());  // an owner's leaf is never a destroyed one
  const std::string text = to_json(open, true);
  const Hash nonce = hmac_sha256(key_view(*key), cat(once, '\0', text));
  std::string out(kSealMark);
  for (const Leaf leaf : leaves) {
    if (out.size() > kSealMark.size()) out += ',';
    out += leaf_digits(leaf);
  }
  return cat(out, ":", seal_long(*key, bytes_of(nonce), text));
}

std::optional<Value> SealBook::open(std::string_view sealed) {
  const auto key = this->key(leaves_of(sealed));
  if (!key) return std::nullopt;
  const auto text = unseal_long(*key, sealed.substr(sealed.find(':') + 1));
  if (!text) return std::nullopt;
  const auto value = parse_json(*text);
  return value ? std::optional(*value) : std::nullopt;
}

Value SealBook::opened(const Value& value, const Value& gone) {
  if (!holds_sealed(value)) return value;
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(opened(item, gone));
    return Value::list(std::move(out));
  }
  if (value.is(Value::Kind::record)) {
    std::vector<Record::Entry> out;
    for (const auto& [name, item] : value.as_record()) out.emplace_back(name, opened(item, gone));
    return Value::record(Record(std::move(out)));
  }
  return open(value.as_text()).value_or(gone);
}

std::optional<Hash> SealBook::mark(const std::vector<Leaf>& leaves, std::string_view text) {
  const auto key = this->key(leaves);
  if (!key) return std::nullopt;
  return hmac_sha256(key_view(*key), text);
}

}  // namespace tf
