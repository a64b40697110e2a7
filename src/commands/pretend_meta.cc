#include "commands/pretend_meta.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace opak::commands {
namespace {

using channels::PretendGraph;
using channels::Webhook;
using net::Response;

constexpr std::size_t body_bytes_max = 160 * 1024 * 1024;  // A document of 100 MB in base64.
constexpr std::int64_t keep_every_ms = seconds(1);

Response said(const Json& json, int status = 200) { return {.status = status, .body = json.write(), .content_type = "application/json"}; }

Response done() {
  Json json = Json::object();
  json.set("done", true);
  return said(json);
}

Response refused(const std::string& why) {
  Json json = Json::object();
  json.set("refused", why);
  return said(json, 400);
}

std::string text_of(const Json& json) { return std::string(json.text()); }

// A page in a browser is not who plays: neither one of another site nor one that gave its name our address.
bool is_from_here(const net::Request& request) {
  const auto host = request.header("host");
  const auto name = host.substr(0, host.rfind(':'));
  return request.header("origin").empty() && request.header("sec-fetch-site").empty() && (name == "127.0.0.1" || name == "localhost");
}

}  // namespace

Result<std::uint16_t> PretendMeta::start() {
  net::ServerSettings settings;
  settings.port = wish_.port;
  settings.is_behind_proxy = true;  // All come from one address.
  settings.limits.body_bytes_max = body_bytes_max;
  std::unique_lock lock(mutex_);
  server_.emplace(settings, [this](const net::Request& request, int) { return answer(request); });
  auto port = server_->start();
  if (!port) return port;
  wish_.port = *port;
  auto meta = PretendGraph::demo_settings();
  meta.base_url = "http://127.0.0.1:" + std::to_string(*port);
  graph_.emplace(meta, clock_);
  if (std::ifstream file(wish_.keep, std::ios::binary); !wish_.keep.empty() && file)
    if (const auto kept = parse_json(std::string{std::istreambuf_iterator<char>(file), {}})) graph_->take_up(*kept);
  thread_ = std::thread([this] { loop(); });
  return port;
}

void PretendMeta::stop() {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || !server_) return;
    stopping_ = true;
    woken_.notify_one();
  }
  server_->stop(1'000);
  if (thread_.joinable()) thread_.join();
  std::unique_lock lock(mutex_);
  if (graph_) keep(lock);
}

void PretendMeta::keep(std::unique_lock<std::mutex>& lock) {
  changed_ = false;
  kept_at_ = clock_.now();
  if (wish_.keep.empty()) return;
  const std::filesystem::path path(wish_.keep);
  lock.unlock();
  const auto written = DiskFiles(path.parent_path().empty() ? "." : path.parent_path().string()).write_durable(path.filename().string(), graph_->kept().write());
  lock.lock();
  if (!written) changed_ = true;
}

net::Reply PretendMeta::answer(const net::Request& request) {
  {
    std::lock_guard lock(mutex_);
    if (!graph_) return Response{.status = 503};
  }
  if (request.path.starts_with("/pretend/")) return is_from_here(request) ? control(request) : Response{.status = 403};
  return graph_answers(request);
}

net::Reply PretendMeta::graph_answers(const net::Request& request) {
  const auto bearer = std::string(request.header("authorization"));
  const auto meta = PretendGraph::demo_settings();
  if (request.method == "POST" && request.path == "/" + meta.version + "/" + meta.phone_number_id + "/media" && bearer == "Bearer " + meta.token) {
    const auto* file = request.form().find_file("file");
    if (file == nullptr || request.form().field("messaging_product") != "whatsapp") return refused("a file, its type and messaging_product");
    Json json = Json::object();
    json.set("id", graph_->keep_media(file->bytes, std::string(request.form().field("type"))));
    return said(json);
  }
  OutgoingRequest asked;
  asked.method = request.method;
  asked.url = "http://127.0.0.1:" + std::to_string(wish_.port) + request.target;
  asked.headers = {{"Authorization", bearer}};
  asked.body = request.body;
  const auto answer = graph_->send(asked);
  take_sent();
  // A gateway in between that lost the answer.
  if (!answer) return Response{.status = 502, .body = "<html>Bad Gateway</html>", .content_type = "text/html"};
  const auto type = answer->headers.find("content-type");
  return Response{.status = answer->status, .body = answer->body, .content_type = type == answer->headers.end() ? "text/html" : type->second};
}

// What went out begins its way over the telephones.
void PretendMeta::take_sent() {
  const auto sent = graph_->sent_since();
  std::lock_guard lock(mutex_);
  for (const auto& id : sent) post_.take_statuses(id, clock_.now());
  changed_ = changed_ || !sent.empty();
  woken_.notify_one();
}

net::Reply PretendMeta::control(const net::Request& request) {
  if (request.method == "GET" && request.path == "/pretend/phones") return show_phones(request);
  if (request.method == "GET" && request.path == "/pretend/received") return show_received();
  if (request.method != "POST") return Response{.status = 404};
  const auto wish = parse_json(request.body);
  if (!wish || !wish->is_object()) return refused("the body is no JSON object");
  if (request.path == "/pretend/resident") return resident(*wish);
  if (request.path == "/pretend/trouble") return make_trouble(*wish);
  if (request.path == "/pretend/rules") return set_rules(*wish);
  if (request.path == "/pretend/city") {
    std::lock_guard lock(mutex_);
    city_ = text_of((*wish)["webhook"]);
    woken_.notify_one();
    return done();
  }
  if (request.path == "/pretend/status") {
    const auto webhook = graph_->status(text_of((*wish)["id"]), text_of((*wish)["status"]), static_cast<int>((*wish)["code"].number()));
    std::lock_guard lock(mutex_);
    post_.take_message(webhook, clock_.now());
    woken_.notify_one();
    return done();
  }
  return Response{.status = 404};
}

// A resident does something with their telephone. Answered when the city has been told, or at once where that is late.
net::Reply PretendMeta::resident(const Json& wish) {
  const auto phone = text_of(wish["phone"]), does = text_of(wish["does"]);
  if (phone.empty()) return refused("phone");
  Webhook webhook;
  if (does == "say") {
    webhook = graph_->say(phone, text_of(wish["text"]), text_of(wish["name"]));
  } else if (does == "press") {
    webhook = graph_->press(phone, text_of(wish["id"]), text_of(wish["title"]));
  } else if (does == "send") {
    const auto bytes = from_base64(wish["bytes"].text());
    if (!bytes) return refused("bytes are no base64");
    webhook = graph_->send_file(phone, text_of(wish["type"]), *bytes, text_of(wish["mime_type"]), text_of(wish["caption"]));
  } else if (does == "other") {
    webhook = graph_->send_other(phone, text_of(wish["type"]), wish["object"].write());
  } else {
    return refused("does: say, press, send, other");
  }
  Json json = Json::object();
  json.set("id", webhook.id);
  std::lock_guard lock(mutex_);
  changed_ = true;
  Later<Response> later;
  if (!late_ && !city_.empty()) waiting_.emplace(webhook.id, later);
  else later.answer(said(json));
  post_.take_message(std::move(webhook), clock_.now());
  woken_.notify_one();
  return later;
}

Response PretendMeta::make_trouble(const Json& wish) {
  const auto number = [&](const char* name) { return static_cast<int>(wish[name].number()); };
  if (!wish["refuse_sends"].is_null()) graph_->refuse_next_sends(number("refuse_sends"), number("code"));
  if (!wish["lose_answers"].is_null()) graph_->lose_next_answers(number("lose_answers"));
  if (!wish["fail_fetches"].is_null()) graph_->fail_next_fetches(number("fail_fetches"));
  if (!wish["out_for_ms"].is_null()) graph_->be_out_until(clock_.now() + wish["out_for_ms"].number());
  if (!wish["refuse_person"].is_null()) graph_->refuse_person(text_of(wish["refuse_person"]), number("code"));
  if (!wish["skew_ms"].is_null()) graph_->skew_clock(wish["skew_ms"].number());
  if (wish["webhooks"].is_object()) {
    const auto& how = wish["webhooks"];
    std::lock_guard lock(mutex_);
    late_ = how["late_ms_max"].number() > 0;
    post_.trouble({.late_ms_max = how["late_ms_max"].number(), .doubled = static_cast<int>(how["doubled"].number()), .lost_statuses = static_cast<int>(how["lost_statuses"].number())});
  }
  return done();
}

Response PretendMeta::set_rules(const Json& wish) {
  if (wish["rules"].is_object()) graph_->obey({.window = wish["rules"]["window"].truth(), .pace = wish["rules"]["pace"].truth()});
  if (wish["templates"].is_array()) {
    std::vector<channels::MetaTemplate> all;
    for (const auto& one : wish["templates"].items())
      all.push_back({text_of(one["name"]), text_of(one["language"]), one["status"].text().empty() ? "APPROVED" : text_of(one["status"]), static_cast<int>(one["values"].number())});
    graph_->set_templates(std::move(all));
  }
  return done();
}

// All telephones, or the one that is asked for.
Response PretendMeta::show_phones(const net::Request& request) const {
  const auto one = request.query_field("phone");
  Json json = Json::object();
  for (const auto& phone : one.empty() ? graph_->phones() : std::vector{one}) {
    Json list = Json::array();
    for (const auto& message : graph_->messages(phone)) list.push(channels::json_of(message));
    json.set(phone, std::move(list));
  }
  return said(json);
}

Response PretendMeta::show_received() const {
  Json list = Json::array();
  for (const auto& body : graph_->received())
    if (auto json = parse_json(body)) list.push(std::move(*json));
  return said(list);
}

void PretendMeta::post_one(std::unique_lock<std::mutex>& lock, channels::PretendPost::Letter letter) {
  const auto city = city_;
  lock.unlock();
  if (!letter.word.empty()) letter.webhook = graph_->status(letter.message_id, letter.word);
  OutgoingRequest request{.method = "POST", .url = city, .headers = {{"Content-Type", "application/json"}, {"X-Hub-Signature-256", letter.webhook.signature}}, .body = letter.webhook.body};
  const auto answer = outgoing_.send(request);
  const int status = answer ? answer->status : 0;
  lock.lock();
  if (const auto waiting = waiting_.find(letter.webhook.id); waiting != waiting_.end() && letter.word.empty()) {
    Json json = Json::object();
    json.set("id", letter.webhook.id);
    json.set("answered", status);
    const auto later = waiting->second;
    waiting_.erase(waiting);
    lock.unlock();
    later.answer(said(json));
    lock.lock();
  }
  if (status != 200) post_.not_taken(std::move(letter), clock_.now());
}

void PretendMeta::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (changed_ && clock_.now() >= kept_at_ + keep_every_ms) keep(lock);
    auto letter = city_.empty() ? std::nullopt : post_.next(clock_.now());
    if (letter) {
      post_one(lock, std::move(*letter));
      continue;
    }
    const auto due = city_.empty() ? std::nullopt : post_.due();
    const auto wait = due ? std::min<std::int64_t>(500, std::max<std::int64_t>(1, *due - clock_.now())) : 500;
    woken_.wait_for(lock, std::chrono::milliseconds(wait));
  }
  for (const auto& [_, later] : waiting_) later.answer(Response{.status = 503});
  waiting_.clear();
}

}  // namespace opak::commands
