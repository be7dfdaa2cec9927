// What bodies and answers look like, as JSON Schema; the OpenAPI document carries them.
#include <array>

#include "api/openapi.h"

namespace tf::api {
namespace {

constexpr std::array kSchemas = {
    Schema{"OpenCase", R"({"type":"object","required":["town","workflow"],
"additionalProperties":false,"properties":{
"town":{"type":"string","minLength":1},"workflow":{"type":"string","minLength":1},
"data":{"type":"object","description":"what the start form asks"},
"channel":{"type":"string"},
"start":{"type":"string"}}})"},
    Schema{"Act", R"({"type":"object","additionalProperties":false,"properties":{
"to":{"type":"string","description":"person, step or case"},
"reason":{"type":"string"},"form":{"type":"object"}}})"},
    Schema{"Complete", R"({"type":"object","additionalProperties":false,"properties":{
"outcome":{"type":"string"},"form":{"type":"object"}}})"},
    Schema{"Skip", R"({"type":"object","additionalProperties":false,"properties":{
"reason":{"type":"string"},"outcome":{"type":"string","description":"by which the case goes on"},
"set":{"type":"object","description":"resolve: fields and what they should have come to"},
"answer":{"type":"string","description":"resolve: what the effect should have answered"},
"person":{"type":"string","description":"resolve: who takes a task nobody was found for"}}})"},
    Schema{"IncidentList", R"({"type":"object","required":["incidents"],"properties":{"incidents":{
"type":"array","items":{"type":"object","properties":{"case":{"type":"string"},
"number":{"type":"string"},"town":{"type":"string"},"incident":{"type":"integer"},
"code":{"type":"string"},"step":{"type":["string","null"]},"zh":{"type":"string"},
"en":{"type":"string"},"since":{"type":"string","format":"date-time"},
"tries":{"type":"integer"},"next":{"type":["string","null"],"format":"date-time"}}}}}})"},
    Schema{"Erase", R"({"type":"object","required":["reason"],"additionalProperties":false,
"properties":{"reason":{"type":"string","minLength":1}}})"},
    Schema{"Erasure", R"({"type":"object","required":["what","keys_destroyed"],"properties":{
"what":{"type":"string","enum":["person","case"]},"town":{"type":"string"},
"keys_destroyed":{"type":"integer"},"rows":{"type":"integer","description":"of the journal"},
"cases_touched":{"type":"integer"},"cases":{"type":"array","items":{"type":"string"}}}})"},
    Schema{"Message", R"({"type":"object","description":"what the message carries"})"},
    Schema{"Light", R"({"type":"string","enum":["green","yellow","red"]})"},
    Schema{"Answer", R"({"type":"object","required":["case","number","seq","state"],"properties":{
"case":{"type":"string"},"number":{"type":"string"},"seq":{"type":"integer"},
"state":{"type":"string"},"stage":{"type":"string"},
"light":{"$ref":"#/components/schemas/Light"},
"tasks":{"type":"array","items":{"type":"object","properties":{
"task":{"type":"integer"},"step":{"type":"string"},"state":{"type":"string"},
"owner":{"type":"string"},"candidates":{"type":"array","items":{"type":"string"}},
"due":{"type":["string","null"],"format":"date-time"}}}}}})"},
    Schema{"CaseRow",
           R"({"type":"object","required":["case","number","town","workflow","state","light"],
"properties":{"case":{"type":"string"},"number":{"type":"string"},"town":{"type":"string"},
"workflow":{"type":"string"},"title":{"type":"string"},"state":{"type":"string"},
"stage":{"type":"string"},"result":{"type":"string"},"reason":{"type":"string"},
"light":{"$ref":"#/components/schemas/Light"},"listed":{"type":"boolean"},
"unit":{"type":"string"},"grid":{"type":"string"},"owner":{"type":"string"},
"reporter":{"type":"string"},"opened":{"type":["string","null"],"format":"date-time"},
"due":{"type":["string","null"],"format":"date-time"},
"warn":{"type":["string","null"],"format":"date-time"},
"closed":{"type":["string","null"],"format":"date-time"},"on_time":{"type":"boolean"},
"parent":{"type":"string"},"seq":{"type":"integer"}}})"},
    Schema{"CaseList", R"({"type":"object","required":["cases","limit","offset","more"],
"properties":{"cases":{"type":"array","items":{"$ref":"#/components/schemas/CaseRow"}},
"limit":{"type":"integer"},"offset":{"type":"integer"},"more":{"type":"boolean"}}})"},
    Schema{"CaseView",
           R"({"type":"object","description":"header, fields, tasks, clocks, children"})"},
    Schema{"Timeline", R"({"type":"object","required":["timeline"],"properties":{"timeline":{
"type":"array","items":{"type":"object","properties":{"seq":{"type":"integer"},
"at":{"type":"string","format":"date-time","description":"recorded"},
"effective":{"type":"string","format":"date-time","description":"counts from"},
"actor":{"type":"string"},"kind":{"type":"string"},"zh":{"type":"string"},
"en":{"type":"string"},"details":{}}}}}})"},
    Schema{"Explanation", R"({"type":"object","required":["zh","en"],"properties":{
"zh":{"type":"string"},"en":{"type":"string"}}})"},
    Schema{"TaskRow", R"({"type":"object","required":["case","task","step","state"],"properties":{
"case":{"type":"string"},"number":{"type":"string"},"task":{"type":"integer"},
"town":{"type":"string"},"workflow":{"type":"string"},"step":{"type":"string"},
"title":{"type":"string"},"work":{"type":"string"},
"state":{"type":"string","enum":["offered","claimed"]},"owner":{"type":"string"},
"candidates":{"type":"array","items":{"type":"string"}},"unit":{"type":"string"},
"light":{"$ref":"#/components/schemas/Light"},
"due":{"type":["string","null"],"format":"date-time"},
"offered":{"type":["string","null"],"format":"date-time"}}})"},
    Schema{"TaskList", R"({"type":"object","required":["tasks","limit","offset","more"],
"properties":{"tasks":{"type":"array","items":{"$ref":"#/components/schemas/TaskRow"}},
"limit":{"type":"integer"},"offset":{"type":"integer"},"more":{"type":"boolean"}}})"},
    Schema{"TownList", R"({"type":"object","required":["towns"],"properties":{"towns":{
"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},
"zh":{"type":"string"},"en":{"type":"string"},
"workflows":{"type":"array","items":{"type":"string"}}}}}}})"},
    Schema{"Workflow", R"({"type":"object","description":"titles, forms and steps"})"},
    Schema{"Metric", R"({"type":"object","required":["town","metric","from","to","nodes"],
"properties":{"town":{"type":"string"},"metric":{"type":"string"},
"from":{"type":"string","format":"date"},"to":{"type":"string","format":"date"},
"nodes":{"type":"array","items":{"type":"object","properties":{"node":{"type":"string"},
"metric":{"type":"string","description":"where several were asked for"},
"num":{"type":"integer"},"den":{"type":"integer"},"thousandths":{"type":"integer",
"description":"of a median or p95; a duration in thousandths of a second"}}}}}})"},
    Schema{"ChangedFiles", R"({"type":"object","required":["files"],"properties":{"files":{
"type":"object","description":"path, or an end of it that one file has, and the new text",
"additionalProperties":{"type":"string"}}}})"},
    Schema{"Preview", R"({"type":"object","required":["open","due_changes","light_changes","cases"],
"properties":{"open":{"type":"integer"},"due_changes":{"type":"integer"},
"light_changes":{"type":"integer"},"cases":{"type":"array","description":"the first 50",
"items":{"type":"object","properties":{"case":{"type":"string"},"number":{"type":"string"},
"workflow":{"type":"string"},"light_before":{"$ref":"#/components/schemas/Light"},
"light_after":{"$ref":"#/components/schemas/Light"},"due":{"type":"array","items":{
"type":"object","properties":{"of":{"type":"string"},"name":{"type":"string"},
"before":{"type":"string","format":"date-time"},
"after":{"type":"string","format":"date-time"}}}}}}}}})"},
    Schema{"Report", R"({"type":"object","required":["report","sheets"],
"description":"with format=csv or xlsx the same as a file",
"properties":{"report":{"type":"string"},"sheets":{"type":"array","items":{"type":"object",
"properties":{"sheet":{"type":"string"},"rows":{"type":"array","items":{"type":"object"}}}}}}})"},
    Schema{"Roll",
           R"({"type":"object","required":["town","version","nodes","posts","persons","units"],
"properties":{"town":{"type":"string"},"version":{"type":"integer","description":"rows of its stream"},
"nodes":{"type":"object"},"posts":{"type":"object","description":"NODE/POST: who holds it"},
"persons":{"type":"object"},"units":{"type":"object"}}})"},
    Schema{"RollChanges", R"({"type":"object","required":["town","changes"],"properties":{
"town":{"type":"string"},"changes":{"type":"array","items":{"type":"object","properties":{
"version":{"type":"integer"},"at":{"type":"string"},"by":{"type":"string"},
"verb":{"type":"string"},"with":{"type":["object","null"]},
"changed":{"type":"object","description":"entry: what it is now, null where it is gone"}}}}}})"},
    Schema{"RollAct", R"({"type":"object","additionalProperties":false,"properties":{
"person":{"type":"string"},"name":{"type":"string"},"phone":{"type":"string"},
"skill":{"type":"array","items":{"type":"string"}},
"related":{"type":"array","items":{"type":"string"}},
"post":{"type":"string"},"node":{"type":"string"},
"from":{"type":"string","format":"date"},"to":{"type":"string","format":"date"},
"on":{"type":"string","format":"date"},"substitute":{"type":"string"},
"unit":{"type":"string"},"at":{"type":"string"},"level":{"type":"string"},
"zh":{"type":"string"},"en":{"type":"string"},"head":{"type":"string"},
"members":{"type":"array","items":{"type":"string"}},
"join":{"type":"array","items":{"type":"string"}},
"leave":{"type":"array","items":{"type":"string"}}}})"},
    Schema{"RollAnswer", R"({"type":"object","required":["town","version","verb","changed"],
"properties":{"town":{"type":"string"},"version":{"type":"integer"},"verb":{"type":"string"},
"changed":{"type":"array","items":{"type":"string"}}}})"},
    Schema{"Health", R"({"type":"object","required":["status","version","now"],"properties":{
"status":{"type":"string","enum":["ok","starting"]},"version":{"type":"string"},
"now":{"type":"string","format":"date-time"},"virtual_clock":{"type":"boolean"},
"last_seq":{"type":"integer"},"loopback_only":{"const":true},"actors":{"const":"claimed"}}})"},
    Schema{"Problems", R"({"type":"object","required":["problems"],"properties":{"problems":{
"type":"array","items":{"type":"object","properties":{"code":{"type":"string"},
"number":{"type":"string"},"status":{"type":"integer"},"zh":{"type":"string"},
"en":{"type":"string"}}}}}})"},
    Schema{"OpenApi", R"({"type":"object","required":["openapi","info","paths"]})"},
    Schema{"Problem", R"({"type":"object","required":["type","title","status","detail","code"],
"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},
"detail":{"type":"string"},"code":{"type":"string"},
"number":{"type":"string","description":"TF…; absent for a town's own refusals"},
"zh":{"type":"string"},"en":{"type":"string"},
"errors":{"type":"array","items":{"type":"object","properties":{"field":{"type":"string"},
"line":{"type":"integer"},"column":{"type":"integer"},"zh":{"type":"string"},
"en":{"type":"string"}}}},
"offer":{"description":"corrected data to ask again with"}}})"},
};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace tf::api
