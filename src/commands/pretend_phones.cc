#include "commands/pretend_phones.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "channels/pretend_graph.h"

namespace opak::commands {
namespace {

constexpr int ready_ms = 10'000, ended_ms = 5'000;

std::string program_beside_this() {
  std::error_code ignored;
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "opak-pretend-meta").string();
}

struct Pipe {
  net::Descriptor reads, writes;
};
Pipe new_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {net::Descriptor(ends[0]), net::Descriptor(ends[1])};
}

// A process group of its own: Ctrl-C is for us, and we end it when our city is closed.
pid_t spawn(const std::string& program, const std::vector<std::string>& words, int in, int out) {
  std::vector<char*> raw{const_cast<char*>(program.c_str())};
  for (const auto& word : words) raw.push_back(const_cast<char*>(word.c_str()));
  raw.push_back(nullptr);
  posix_spawnattr_t how;
  posix_spawn_file_actions_t files;
  posix_spawnattr_init(&how);
  posix_spawn_file_actions_init(&files);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &files, &how, raw.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&how);
  return error == 0 ? pid : 0;
}

// "pretend Meta listens on http://127.0.0.1:40123"
std::string address_said(int from) {
  std::string said;
  char part[256];
  for (pollfd ready{from, POLLIN, 0}; ::poll(&ready, 1, ready_ms) > 0;) {
    const auto got = ::read(from, part, sizeof part);
    if (got <= 0) break;
    said.append(part, static_cast<std::size_t>(got));
    if (const auto at = said.find("http://"), end = said.find('\n'); at != said.npos && end != said.npos) return said.substr(at, end - at);
  }
  return {};
}

bool ends_within(pid_t pid, int ms) {
  for (int waited = 0; waited < ms; waited += 10) {
    if (::waitpid(pid, nullptr, WNOHANG) != 0) return true;
    ::usleep(10'000);
  }
  return false;
}

}  // namespace

Result<void> PretendMetaProcess::start() {
  stop();
  auto in = new_pipe(), out = new_pipe();
  const auto program = program_beside_this();
  const auto pid = in.reads.is_open() && out.reads.is_open() ? spawn(program, {"--keep", keep_}, in.reads.number(), out.writes.number()) : 0;
  if (pid == 0) return failure("the pretend WhatsApp could not be started", program + " belongs beside this program");
  out.writes = {};
  auto address = address_said(out.reads.number());
  {
    std::lock_guard lock(mutex_);
    pid_ = pid;
    life_ = std::move(in.writes);
    address_ = address;
  }
  if (address.empty()) {
    stop();
    return failure("the pretend WhatsApp did not get ready");
  }
  if (city_port_ != 0)
    if (auto knocks = knock_at(city_port_); !knocks) return knocks;
  return look("");
}

void PretendMetaProcess::stop() {
  pid_t pid = 0;
  {
    std::lock_guard lock(mutex_);
    std::swap(pid, pid_);
    life_ = {};
    address_.clear();
  }
  if (pid == 0 || ends_within(pid, ended_ms)) return;
  log_warning("the pretend WhatsApp did not end by itself");
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

channels::whatsapp::Settings PretendMetaProcess::settings() const {
  std::lock_guard lock(mutex_);
  auto settings = channels::PretendGraph::demo_settings();
  settings.base_url = address_;
  return settings;
}

Result<Json> PretendMetaProcess::ask(const std::string& method, const std::string& path, const Json& wish) {
  OutgoingRequest request{.method = method, .url = settings().base_url + path, .headers = {}, .body = {}};
  if (method == "POST") request.headers = {{"Content-Type", "application/json"}}, request.body = wish.write();
  const auto answer = outgoing_.send(request);
  if (!answer) return tl::unexpected(answer.error());
  auto json = parse_json(answer->body);
  if (answer->status != 200 || !json) return failure("the pretend WhatsApp refuses", "status " + std::to_string(answer->status));
  return json;
}

Result<void> PretendMetaProcess::knock_at(std::uint16_t port) {
  city_port_ = port;
  Json wish = Json::object();
  wish.set("webhook", "http://127.0.0.1:" + std::to_string(port) + "/kait/whatsapp");
  const auto told = ask("POST", "/pretend/city", wish);
  if (!told) return tl::unexpected(told.error());
  return {};
}

Result<void> PretendMetaProcess::look(const std::string& phone) {
  const auto seen = ask("GET", phone.empty() ? "/pretend/phones" : "/pretend/phones?phone=" + (phone.starts_with("ID.") ? phone : only_digits(phone)), {});
  if (!seen) return tl::unexpected(seen.error());
  std::lock_guard lock(mutex_);
  for (const auto& [who, list] : seen->members()) {
    auto& messages = phones_[who];
    messages.clear();
    for (const auto& json : list.items()) {
      auto message = channels::phone_message_of(json);
      if (message.kind == "template") message.text = words_(message.template_name, message.language, message.values);
      messages.push_back(std::move(message));
    }
  }
  return {};
}

std::vector<channels::PhoneMessage> PretendMetaProcess::messages(const std::string& phone) const {
  std::lock_guard lock(mutex_);
  const auto found = phones_.find(phone.starts_with("ID.") ? phone : only_digits(phone));
  return found == phones_.end() ? std::vector<channels::PhoneMessage>{} : found->second;
}

Result<void> PretendMetaProcess::does(const std::string& phone, Json wish) {
  wish.set("phone", phone);
  const auto done = ask("POST", "/pretend/resident", wish);
  if (!done) return tl::unexpected(done.error());
  if (auto seen = look(phone); !seen) return seen;
  if ((*done)["answered"].number() != 200) return failure("the city did not take the message", "it is sent again");
  return {};
}

Result<void> PretendMetaProcess::say(const std::string& phone, const std::string& text) {
  Json wish = Json::object();
  wish.set("does", "say");
  wish.set("text", text);
  return does(phone, std::move(wish));
}

Result<void> PretendMetaProcess::press(const std::string& phone, const std::string& id, const std::string& title) {
  Json wish = Json::object();
  wish.set("does", "press");
  wish.set("id", id);
  wish.set("title", title);
  return does(phone, std::move(wish));
}

Result<void> PretendMetaProcess::send_photo(const std::string& phone, ByteView jpeg) {
  Json wish = Json::object();
  wish.set("does", "send");
  wish.set("type", "image");
  wish.set("mime_type", "image/jpeg");
  wish.set("bytes", to_base64(jpeg));
  return does(phone, std::move(wish));
}

}  // namespace opak::commands
