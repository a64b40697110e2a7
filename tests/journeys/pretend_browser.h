// A browser without script, for journeys: it knows a page by what a person sees. Forms are filled in by the words of their
// labels, buttons and links are pressed by theirs; hidden fields go along as they stood, cookies are kept, redirects followed.
#pragma once

#include <cctype>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"
#include "net/http.h"
#include "web/html.h"

namespace opak::journeys {

// What a person cannot do on this page: no such button, no such field.
struct CannotDo : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string value, text;
};
struct FormField {
  std::string type, name, value, label, legend;
  bool checked = false;
  std::vector<Option> options;  // Of a select.
};
struct Button {
  std::string name, value, text;
};
struct Form {
  std::string method = "get", action;
  bool files = false;
  std::vector<FormField> fields;
  std::vector<Button> buttons;
};
struct Link {
  std::string href, text;
};

// A page as a person sees it.
struct SeenPage {
  std::string title, text;
  std::vector<Form> forms;
  std::vector<Link> links;
};

namespace detail {

inline std::string decoded(std::string_view text) {
  static const std::vector<std::pair<std::string, std::string>> entities{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&middot;", "·"}, {"&larr;", "←"},
                                                                         {"&rarr;", "→"}, {"&nbsp;", " "}, {"&ndash;", "–"}, {"&times;", "×"}, {"&amp;", "&"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    bool found = false;
    if (text[i] == '&')
      for (const auto& [entity, letter] : entities)
        if (text.substr(i, entity.size()) == entity) {
          out += letter;
          i += entity.size();
          found = true;
          break;
        }
    if (!found) out += text[i++];
  }
  return out;
}

using Attributes = std::map<std::string, std::string>;

struct Tag {
  std::string name;
  bool closing = false;
  Attributes attributes;
  bool has(const char* key) const { return attributes.contains(key); }
  std::string get(const char* key) const {
    const auto found = attributes.find(key);
    return found == attributes.end() ? "" : found->second;
  }
};

inline Tag parse_tag(std::string_view inside) {
  Tag tag;
  std::size_t i = 0;
  if (!inside.empty() && inside[0] == '/') {
    tag.closing = true;
    i = 1;
  }
  while (i < inside.size() && !std::isspace(static_cast<unsigned char>(inside[i])) && inside[i] != '/') tag.name += static_cast<char>(std::tolower(inside[i++]));
  while (i < inside.size()) {
    while (i < inside.size() && (std::isspace(static_cast<unsigned char>(inside[i])) || inside[i] == '/')) ++i;
    std::string name, value;
    while (i < inside.size() && inside[i] != '=' && !std::isspace(static_cast<unsigned char>(inside[i]))) name += inside[i++];
    if (i < inside.size() && inside[i] == '=') {
      const char quote = ++i < inside.size() && (inside[i] == '"' || inside[i] == '\'') ? inside[i++] : ' ';
      while (i < inside.size() && inside[i] != quote) value += inside[i++];
      ++i;
    }
    if (!name.empty()) tag.attributes[name] = decoded(value);
  }
  return tag;
}

// Reads a page once, front to back.
class Reader {
 public:
  SeenPage read(std::string_view html) {
    for (std::size_t i = 0; i < html.size();) {
      if (html[i] != '<') {
        const auto end = std::min(html.find('<', i), html.size());
        words(decoded(html.substr(i, end - i)));
        i = end;
        continue;
      }
      // A '>' inside a quoted value does not end the tag.
      std::size_t end = i + 1;
      for (char quote = 0; end < html.size() && (quote != 0 || html[end] != '>'); ++end) {
        if (quote == 0 && (html[end] == '"' || html[end] == '\'')) quote = html[end];
        else if (html[end] == quote) quote = 0;
      }
      tag(parse_tag(html.substr(i + 1, end - i - 1)));
      i = end + 1;
    }
    for (auto& form : page_.forms)
      for (auto& field : form.fields)
        if (field.label.empty()) field.label = labels_[field.legend.empty() ? field.name : field.name];
    name_fields();
    page_.text = one_spaced(page_.text);
    return std::move(page_);
  }

 private:
  struct Where {
    std::size_t form, field;
    std::string id;
  };

  void words(const std::string& text) {
    if (silent_ > 0) return;
    if (in_title_) {
      page_.title += text;
      return;
    }
    page_.text += text;
    if (label_) *label_ += text;
    if (in_legend_) legend_ += text;
    if (in_link_) page_.links.back().text += text;
    if (in_button_) form().buttons.back().text += text;
    if (in_option_) field().options.back().text += text;
    if (in_textarea_) field().value += text;
  }

  void tag(const Tag& tag) {
    const auto& name = tag.name;
    if (name == "script" || name == "style" || name == "svg") {
      silent_ += tag.closing ? -1 : 1;
      return;
    }
    static const std::vector<std::string> inside_words{"b", "i", "em", "strong", "a", "abbr", "span", "kbd"};
    if (std::find(inside_words.begin(), inside_words.end(), name) == inside_words.end()) words(" ");
    if (name == "title") in_title_ = !tag.closing;
    else if (name == "form") begin_form(tag);
    else if (name == "fieldset") legend_.clear();
    else if (name == "legend") in_legend_ = !tag.closing;
    else if (name == "label") begin_label(tag);
    else if (name == "input") input(tag);
    else if (name == "select" || name == "textarea") list_or_area(tag);
    else if (name == "option") option(tag);
    else if (name == "button") button(tag);
    else if (name == "a") link(tag);
  }

  Form& form() {
    if (page_.forms.empty()) page_.forms.push_back({});
    return page_.forms.back();
  }
  FormField& field() { return form().fields.back(); }

  void begin_form(const Tag& tag) {
    if (tag.closing) {
      page_.forms.push_back({});  // What stands outside belongs to no form.
      return;
    }
    Form made;
    made.method = tag.has("method") ? tag.get("method") : "get";
    made.action = tag.get("action");
    made.files = tag.get("enctype") == "multipart/form-data";
    page_.forms.push_back(std::move(made));
  }
  void begin_label(const Tag& tag) {
    if (tag.closing) {
      if (label_for_.empty() && wrapped_) form().fields[*wrapped_].label = one_spaced(labels_[""]);
      label_ = nullptr;
      wrapped_.reset();
      labels_[""].clear();
      return;
    }
    label_for_ = tag.get("for");
    label_ = &labels_[label_for_];
    label_->clear();
  }
  void add(const Tag& tag, std::string type) {
    FormField made;
    made.type = std::move(type);
    made.name = tag.get("name");
    made.value = tag.get("value");
    made.checked = tag.has("checked");
    made.legend = one_spaced(legend_);
    form().fields.push_back(std::move(made));
    where_.push_back({page_.forms.size() - 1, form().fields.size() - 1, tag.get("id")});
    if (label_ && label_for_.empty()) wrapped_ = form().fields.size() - 1;
  }
  void input(const Tag& tag) {
    const auto type = tag.has("type") ? tag.get("type") : "text";
    if (type == "submit") return form().buttons.push_back({tag.get("name"), tag.get("value"), tag.get("value")});
    add(tag, type);
  }
  void list_or_area(const Tag& tag) {
    in_textarea_ = !tag.closing && tag.name == "textarea";
    if (tag.closing) {
      if (tag.name == "textarea") field().value = trimmed(field().value);
      return;
    }
    add(tag, tag.name);
  }
  void option(const Tag& tag) {
    in_option_ = !tag.closing;
    if (tag.closing) return;
    field().options.push_back({tag.get("value"), ""});
    if (tag.has("selected") || field().options.size() == 1) field().value = tag.get("value");
  }
  void button(const Tag& tag) {
    in_button_ = !tag.closing;
    if (!tag.closing) form().buttons.push_back({tag.get("name"), tag.get("value"), ""});
  }
  void link(const Tag& tag) {
    in_link_ = !tag.closing && tag.has("href");
    if (in_link_) page_.links.push_back({tag.get("href"), ""});
  }
  void name_fields() {
    for (const auto& [at_form, at_field, id] : where_)
      if (auto& named = page_.forms[at_form].fields[at_field]; !id.empty() && labels_.contains(id)) named.label = one_spaced(labels_[id]);
  }

  SeenPage page_;
  std::map<std::string, std::string> labels_;  // Of an id.
  std::vector<Where> where_;
  std::string legend_, label_for_;
  std::string* label_ = nullptr;
  std::optional<std::size_t> wrapped_;
  int silent_ = 0;
  bool in_title_ = false, in_legend_ = false, in_link_ = false, in_button_ = false, in_option_ = false, in_textarea_ = false;
};

}  // namespace detail

// Does what is written meet what was asked for? Whole words first, else its beginning, else a part of it.
inline int likeness(const std::string& written, const std::string& asked) {
  const auto text = one_spaced(written);
  if (text == asked) return 3;
  if (text.starts_with(asked)) return 2;
  return text.find(asked) != std::string::npos ? 1 : 0;
}

class PretendBrowser {
 public:
  using Ask = std::function<net::Response(const net::Request&)>;
  explicit PretendBrowser(Ask ask) : ask_(std::move(ask)) {}

  const SeenPage& page() const { return page_; }
  const std::string& body() const { return body_; }
  const std::string& address() const { return address_; }
  int status() const { return status_; }

  void open(const std::string& address) {
    entries_.clear();
    load("GET", address, {}, {});
  }
  // Entries wait until a button of their form is pressed.
  void fill(const std::string& label, const std::string& value) { entries_.push_back({Entry::Kind::text, label, value}); }
  void choose(const std::string& label, const std::string& legend = "") { entries_.push_back({Entry::Kind::choice, label, legend}); }
  void tick(const std::string& label) { entries_.push_back({Entry::Kind::tick, label, ""}); }
  void tick_all() { entries_.push_back({Entry::Kind::all, "", ""}); }
  void attach(const std::string& label, const Bytes& bytes) { entries_.push_back({Entry::Kind::file, label, bytes}); }

  void press(const std::string& words) {
    int best = 0;
    const Form* form = nullptr;
    const Button* button = nullptr;
    for (const auto& one : page_.forms)
      for (const auto& candidate : one.buttons)
        if (const int how = likeness(candidate.text, words); how > best && takes_all(one)) {
          best = how;
          form = &one;
          button = &candidate;
        }
    const Link* link = nullptr;
    if (entries_.empty())
      for (const auto& candidate : page_.links)
        if (const int how = likeness(candidate.text, words); how > best) {
          best = how;
          link = &candidate;
        }
    if (link != nullptr) return open(from_here(link->href));
    if (form == nullptr) throw CannotDo("no button or link \"" + words + "\" for what was filled in" + missing_labels());
    send(*form, *button);
  }

  std::map<std::string, std::string> cookies;

 private:
  struct Entry {
    enum class Kind { text, choice, tick, all, file } kind;
    std::string label, value;
  };

  static bool is_about(const FormField& field, const Entry& entry) {
    const bool pickable = field.type == "radio", tickable = field.type == "checkbox", file = field.type == "file", hidden = field.type == "hidden";
    switch (entry.kind) {
      case Entry::Kind::text: return !pickable && !tickable && !file && !hidden && field.type != "select" && likeness(field.label, entry.label) > 1;
      case Entry::Kind::choice:
        if (field.type == "select") return (entry.value.empty() || likeness(field.label, entry.value) > 1) && find_option(field, entry.label) != nullptr;
        return pickable && (entry.value.empty() || likeness(field.legend, entry.value) > 1) && likeness(field.label, entry.label) > 1;
      case Entry::Kind::tick: return tickable && likeness(field.label, entry.label) > 0;
      case Entry::Kind::all: return tickable;
      default: return file && likeness(field.label, entry.label) > 0;
    }
  }
  static const Option* find_option(const FormField& field, const std::string& words) {
    for (const int least : {3, 2})
      for (const auto& option : field.options)
        if (likeness(option.text, words) >= least) return &option;
    return nullptr;
  }
  static bool takes(const Form& form, const Entry& entry) {
    return std::any_of(form.fields.begin(), form.fields.end(), [&](const FormField& field) { return is_about(field, entry); });
  }
  bool takes_all(const Form& form) const {
    return std::all_of(entries_.begin(), entries_.end(), [&](const Entry& entry) { return takes(form, entry); });
  }
  std::string missing_labels() const {
    std::string missing;
    for (const auto& entry : entries_)
      if (std::none_of(page_.forms.begin(), page_.forms.end(), [&](const Form& form) { return takes(form, entry); })) missing += " (no field \"" + entry.label + "\")";
    return missing;
  }

  void send(const Form& form, const Button& button) {
    auto fields = form.fields;
    for (const auto& entry : entries_) {
      int best = 0;
      FormField* chosen = nullptr;
      for (auto& field : fields) {
        if (!is_about(field, entry)) continue;
        if (entry.kind == Entry::Kind::all) field.checked = true;
        const int how = field.type == "select" && entry.kind == Entry::Kind::choice ? 2 : likeness(field.label, entry.label);
        if (how > best) {
          best = how;
          chosen = &field;
        }
      }
      if (entry.kind == Entry::Kind::all || chosen == nullptr) continue;
      if (chosen->type == "select") chosen->value = find_option(*chosen, entry.label)->value;
      else if (chosen->type == "checkbox") chosen->checked = true;
      else if (chosen->type == "radio") {
        for (auto& other : fields)
          if (other.type == "radio" && other.name == chosen->name) other.checked = false;
        chosen->checked = true;
      } else chosen->value = entry.value;
    }
    entries_.clear();
    std::vector<FormField> sent;
    for (const auto& field : fields)
      if (!field.name.empty() && ((field.type != "radio" && field.type != "checkbox") || field.checked)) sent.push_back(field);
    if (!button.name.empty()) sent.push_back({"hidden", button.name, button.value, "", "", true, {}});
    const auto action = form.action.empty() ? address_ : from_here(form.action);
    if (form.method != "post") return load("GET", action.substr(0, action.find('?')) + "?" + urlencoded(sent), {}, {});
    if (form.files) return load("POST", action, multipart(sent), "multipart/form-data; boundary=batas");
    load("POST", action, urlencoded(sent), "application/x-www-form-urlencoded");
  }

  static std::string urlencoded(const std::vector<FormField>& fields) {
    std::string out;
    for (const auto& field : fields) out += (out.empty() ? "" : "&") + web::percent_encoded(field.name) + "=" + web::percent_encoded(field.value);
    return out;
  }
  static std::string multipart(const std::vector<FormField>& fields) {
    std::string out;
    for (const auto& field : fields) {
      out += "--batas\r\nContent-Disposition: form-data; name=\"" + field.name + "\"";
      if (field.type == "file") out += "; filename=\"" + std::string(field.value.empty() ? "" : "foto.jpg") + "\"\r\nContent-Type: " + (field.value.empty() ? "application/octet-stream" : "image/jpeg");
      out += "\r\n\r\n" + field.value + "\r\n";
    }
    return out + "--batas--\r\n";
  }

  std::string from_here(const std::string& href) const {
    if (href.starts_with("http")) return href.substr(std::min(href.find('/', 8), href.size()));
    if (href.starts_with("?")) return address_.substr(0, address_.find('?')) + href;
    if (href.starts_with("#")) return address_;
    return href.substr(0, href.find('#'));
  }

  void load(std::string method, std::string address, Bytes body, std::string type) {
    for (int hops = 0; hops < 8; ++hops) {
      net::Request request;
      request.method = method;
      request.target = address;
      const auto mark = address.find('?');
      request.path = address.substr(0, mark);
      if (mark != std::string::npos) request.query = address.substr(mark + 1);
      request.headers = {{"sec-fetch-site", "same-origin"}};
      if (!type.empty()) request.headers.emplace_back("content-type", type);
      std::string line;
      for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
      if (!line.empty()) request.headers.emplace_back("cookie", line);
      request.body = body;
      request.remote_address = "203.0.113.7";
      const auto response = ask_(request);
      std::string location;
      for (const auto& [name, value] : response.headers) {
        if (name == "Location") location = value;
        if (name == "Set-Cookie") keep_cookie(value);
      }
      address_ = address;
      status_ = response.status;
      if (response.status != 303) {
        body_ = Bytes(response.content());
        page_ = detail::Reader().read(body_);
        return;
      }
      method = "GET";
      address = location.substr(0, location.find('#'));
      body.clear();
      type.clear();
    }
    throw CannotDo("the pages send one another round in a circle");
  }
  void keep_cookie(const std::string& line) {
    const auto equals = line.find('=');
    const auto name = line.substr(0, equals);
    const auto value = line.substr(equals + 1, line.find(';') - equals - 1);
    if (value.empty() || line.find("Max-Age=0") != std::string::npos) cookies.erase(name);
    else cookies[name] = value;
  }

  Ask ask_;
  std::vector<Entry> entries_;
  SeenPage page_;
  std::string body_, address_;
  int status_ = 0;
};

}  // namespace opak::journeys
