#include "store/body_packer.h"

#include <lz4.h>

#include "base/check.h"
#include "base/text.h"

namespace tf::store {
namespace {

constexpr std::size_t kHead = 5;         // number and length
constexpr std::size_t kWorthwhile = 64;  // shorter bodies are left alone
constexpr std::size_t kMostBody = 64U << 20;
constexpr std::size_t kMostRatio = 256;  // no LZ4 block unpacks to more times its size

// Rows as the engine writes them, most of each once, what is frequent last.
constexpr const char* kDictionary1 =
    R"(,"r":{"code":"task.not_found","zh":"","en":"","offer":{"rule":"date","paused_ms":"pms":,"prov":true,"ext":)"
    R"("c":["message",{"name":"","with":{"c":["cancel",{"reason":"["child",{"child":,"result":"","answers":{"c":["rules",{"rules":")"
    R"(["scope",{"id":,"token":,"block":"","list":"","index":,"var":"","row":{["scope-",{"s":["wait",{"t":,"wake":,"msg":"","child":,"eff":,"total":)"
    R"(["arrive",{"t":,"w":["msg",{"n":"","w":{"x":true}],["child",{"id":,"wf":"","token":,"att":true}],["child-",{"id":,"r":"done"}])"
    R"(["note",{"n":"urge","by":"","why":"","w":{"note":"","verb":"transfer","to":"","reason":"","back":["help":[)"
    R"(["clock>",{"c":,"rule":"","rules":"["clock!",{"c":,"due":true}],["rung",{"c":,"l":"L2","light":1,"listed":true,"eff":,"det":}],["light",{"l":2,"at":,"seen":,"by":"L3)"
    R"(["watch-",{"o":2}],["watch",{"o":,"h":"milestone:","n":1}],["watch",{"h":"repeat-visitor"}],["watch",{"h":"","at":,"t":true}],["found",{"q":"","a":[]}],)"
    R"("keys":["parties":[{"id":"","id_hash":"","name":""},{"id":""}],"place":{"code":"","node":"","text":""},"urgency":"normal"},"threat":false,"phone":"1390000)"
    R"(["decide",{"t":"","ver":"","rows":["else"]}],["set",{"s":1,"v":{"":false,"":0},"by":"table start","by":"computed"}],["set",{"s":1,"v":{"":""},"by":"default"}],)"
    R"({"by":{"a":"engine"},"c":["timers",{}],"e":[["t",{"at":{"by":{"a":"engine"},"c":["effect",{"effect":,"ok":true}],"e":[["did",{"id":,"ok":true}]]})"
    R"(["clock",{"id":,"of":"case","rule":"["clock",{"id":,"of":"milestone","name":"","rules":"","start":,"due":,"warn":,"mid":true,"ladder":"std","rungs":[{"l":"L1","at":},{"l":"L2","at":,"when":true},{"l":"L3","at":},{"l":"L4","at":,"when":true}]}],)"
    R"(["clock",{"id":5,"of":"step","name":"","token":4,"rule":"","rules":"","start":,"due":,"ladder":"notice","rungs":[{"l":"L1","at":}]}],)"
    R"(["do",{"id":7,"kind":"notice","key":"1099511627777:#1","to":["["clock=",{"c":5,"p":3,"at":}],["end",{"t":4,"ok":true,"out":"settled","by":"","ot":true}],["verb",{"t":6,"verb":"claim","phase":1,"owner":"","cand":[)"
    R"({"by":{"p":"","a":"claimed"},"c":["open",{"town":"","workflow":"three-lines","data":{"kind":"","subject":"","amount":}}],"e":[["t",{"at":17,"seen":17}],)"
    R"(["open",{"id":1099511627,"no":"-2026-0001","town":"","wf":"three-lines","ver":{"d":"","r":""},"rep":"","ch":"window","grid":"","at":17}],["set",{"s":1,"v":{"},"by":"form"}],["at",{"t":2,"s":1,"step":"one"}],)"
    R"({"by":{"p":"","a":"claimed"},"c":["act",{"verb":"complete","task":3,"outcome":"done","form":{}}],"e":[["t",{"at":179,"seen":179}],["task-",{"t":3,"out":"done","by":""}],["end",{"t":2,"ok":true,"out":"done","by":""}],)"
    R"(["end",{"t":8,"ok":true,"out":"done"}],["case",{"r":"done"}],["case",{"p":2,"stage":"closed","closed":17}]]}["case",{"stage":"accepted"}],["at",{"t":4,"s":1,"step":"","from":""}],)"
    R"(["task",{"id":5,"token":4,"step":"","work":"","post":"clerk","cand":["",""],"path":["micro-1"],"node":"micro-1","clock":5}],["task",{"id":7,"token":6,"step":"","work":"work","post":"","cand":[""],"path":[""],"node":""}]]})";

}  // namespace

// Read once; each body starts from a copy of `read`.
struct BodyPacker::Dictionary {
  explicit Dictionary(std::string b) : bytes(std::move(b)) {
    LZ4_initStream(&read, sizeof read);
    LZ4_loadDict(&read, bytes.data(), static_cast<int>(bytes.size()));
  }
  const std::string bytes;
  LZ4_stream_t read;
};

std::string BodyPacker::newest() {
  return kDictionary1;
}

void BodyPacker::add(std::uint8_t number, const std::string& dictionary) {
  TF_CHECK(dictionary.size() <= kMostDictionary);
  dictionaries_[number] = std::make_shared<const Dictionary>(dictionary);
}

std::optional<std::string> BodyPacker::pack(std::string_view body) const {
  const auto with = dictionaries_.find(kNewest);
  if (with == dictionaries_.end() || body.size() < kWorthwhile || body.size() > kMostBody)
    return std::nullopt;
  std::string packed(body.size(), '\0');  // what takes more is not worth it
  packed[0] = static_cast<char>(kNewest);
  for (std::size_t i = 0; i < 4; ++i) packed[1 + i] = static_cast<char>(body.size() >> (8 * i));
  LZ4_stream_t stream = with->second->read;
  const int block = LZ4_compress_fast_continue(&stream, body.data(), packed.data() + kHead,
                                               static_cast<int>(body.size()),
                                               static_cast<int>(packed.size() - kHead), 1);
  if (block <= 0) return std::nullopt;
  packed.resize(kHead + static_cast<std::size_t>(block));
  return packed;
}

Result<std::string> BodyPacker::unpack(std::string_view packed) const {
  if (packed.size() <= kHead)
    return fail(Errc::corrupt, "the packed body is cut off", "压缩的内容被截断");
  const auto number = static_cast<std::uint8_t>(packed[0]);
  const auto with = dictionaries_.find(number);
  if (with == dictionaries_.end())
    return fail(
        Errc::corrupt,
        cat("the packed body names dictionary ", int{number}, ", which the file does not have"),
        cat("压缩的内容用的是字典 ", int{number}, "，文件里没有"));
  std::size_t size = 0;
  for (std::size_t i = 4; i > 0; --i) size = size << 8 | static_cast<unsigned char>(packed[i]);
  packed.remove_prefix(kHead);
  if (size > kMostBody || size > packed.size() * kMostRatio)
    return fail(Errc::corrupt, "the packed body is too long to be one",
                "压缩的内容过长，不可能是真的");
  std::string text(size, '\0');
  const std::string& before = with->second->bytes;
  const int got = LZ4_decompress_safe_usingDict(
      packed.data(), text.data(), static_cast<int>(packed.size()), static_cast<int>(size),
      before.data(), static_cast<int>(before.size()));
  if (got < 0 || static_cast<std::size_t>(got) != size)
    return fail(Errc::corrupt, "the packed body does not unpack", "压缩的内容解不开");
  return text;
}

}  // namespace tf::store
