// The functions of the route table, by the file that holds them.
#pragma once

#include "api/route.h"

namespace tf::api {

// cases.cpp
void open_case(const Context& context, Respond respond);
void act_on_case(const Context& context, Respond respond);
void send_message(const Context& context, Respond respond);
HttpResponse list_cases(const Context& context);
HttpResponse show_case(const Context& context);
HttpResponse show_timeline(const Context& context);
HttpResponse explain_case(const Context& context);
// tasks.cpp
HttpResponse list_tasks(const Context& context);
void complete_task(const Context& context, Respond respond);
void act_on_task(const Context& context, Respond respond);
// incidents.cpp
HttpResponse list_incidents(const Context& context);
void act_on_incident(const Context& context, Respond respond);
// erasure.cpp
void erase_person(const Context& context, Respond respond);
void erase_case(const Context& context, Respond respond);
// definitions.cpp
HttpResponse list_towns(const Context& context);
HttpResponse show_workflow(const Context& context);
HttpResponse show_metric(const Context& context);
HttpResponse preview_files(const Context& context);
HttpResponse show_report(const Context& context);
// roll.cpp
HttpResponse show_roll(const Context& context);
HttpResponse list_roll_changes(const Context& context);
void act_on_roll(const Context& context, Respond respond);
// sse.cpp
HttpResponse open_stream(const Context& context);
// health.cpp
HttpResponse show_health(const Context& context);
HttpResponse show_figures(const Context& context);
// openapi.cpp, problem.cpp
HttpResponse show_openapi(const Context& context);
HttpResponse show_problems(const Context& context);

// What commands share. command.cpp
void submit(const Context& context, std::string town, std::string_view case_ref,
            core::CommandBody body, Respond respond);
HttpResponse answer_response(host::Answer answer, Language language);

}  // namespace tf::api
