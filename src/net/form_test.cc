#include "net/form.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "net/http.h"

namespace opak::net {
namespace {

Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

Bytes part(const std::string& disposition, const std::string& body) {
  return "--b1\r\nContent-Disposition: " + disposition + "\r\n\r\n" + body + "\r\n";
}

TEST(UrlencodedForm, KeepsNamesValuesAndOrder) {
  const auto form = parse_urlencoded("nama=Siti+Nurhaliza&catatan=a%26b%3Dc%0D%0A&kosong=");
  ASSERT_TRUE(form.is_sound()) << form.fault;
  EXPECT_EQ(form.field("nama"), "Siti Nurhaliza");
  EXPECT_EQ(form.field("catatan"), "a&b=c\r\n");
  EXPECT_TRUE(form.has("kosong"));
  EXPECT_EQ(form.field("kosong"), "");
  EXPECT_FALSE(form.has("lain"));
  EXPECT_TRUE(parse_urlencoded("").is_sound());
}

TEST(UrlencodedForm, RefusesWhatCanBeReadInTwoWays) {
  for (const char* text : {"a=1&a=2", "a=%4", "a=%zz", "a=%", "=1", "a=1&&b=2", "a=%00", "a=%ff", "a= b", "a=\x01", "a=\xc3\xa9"}) {
    const auto form = parse_urlencoded(text);
    EXPECT_FALSE(form.is_sound()) << text;
    EXPECT_TRUE(form.fields.empty()) << text;
  }
}

TEST(UrlencodedForm, HasLimits) {
  EXPECT_TRUE(parse_urlencoded("a=" + std::string(64 * 1024, 'x')).is_sound());
  EXPECT_FALSE(parse_urlencoded("a=" + std::string(64 * 1024 + 1, 'x')).is_sound());
  // A day of 900 stops on one page is a form, ten thousand fields are none.
  std::string many;
  for (std::size_t n = 0; n < FormLimits{}.fields_max; ++n) many += (n ? "&f" : "f") + std::to_string(n) + "=1";
  EXPECT_TRUE(parse_urlencoded(many).is_sound());
  EXPECT_FALSE(parse_urlencoded(many + "&one_more=1").is_sound());
}

TEST(MultipartForm, GivesFieldsAndFilesWithTheirBytesUnchanged) {
  Bytes photo("\xff\xd8\r\n--b\0\r\n-", 11);
  const auto body = part("form-data; name=\"nama\"", "Ujang") +
                    "--b1\r\ncontent-type: Image/JPEG; x=y\r\nContent-Disposition: form-data; name=\"foto\"; filename=\"KTP \\\"baru\\\".jpg\"\r\n\r\n" +
                    photo + "\r\n" + part("form-data; name=\"kosong\"", "") + "--b1--\r\n";
  const auto form = parse_multipart(body, "b1");
  ASSERT_TRUE(form.is_sound()) << form.fault;
  EXPECT_EQ(form.field("nama"), "Ujang");
  EXPECT_TRUE(form.has("kosong"));
  const auto* file = form.find_file("foto");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->bytes, photo);
  EXPECT_EQ(file->filename, "KTP \"baru\".jpg");
  EXPECT_EQ(file->content_type, "image/jpeg");
  EXPECT_FALSE(form.find_file("nama"));
}

TEST(MultipartForm, RefusesWhatCanBeReadInTwoWays) {
  const auto good = part("form-data; name=\"a\"", "1") + "--b1--\r\n";
  ASSERT_TRUE(parse_multipart(good, "b1").is_sound());
  const std::vector<Bytes> bad = {
      "preamble\r\n" + good,
      good + "epilogue",
      good + good,
      part("form-data; name=\"a\"", "1") + "--b1-\r\n",
      part("form-data; name=\"a\"", "1") + "--b1 \r\n",
      part("form-data; name=\"a\"", "1\r\n--b12") + "--b1--",
      part("attachment; name=\"a\"", "1") + "--b1--",
      part("form-data", "1") + "--b1--",
      part("form-data; name=\"\"", "1") + "--b1--",
      part("form-data; name=\"a", "1") + "--b1--",
      part("form-data; name=\"a\"; name=\"b\"", "1") + "--b1--",
      part("form-data; name=\"a\"; filename*=utf-8''x", "1") + "--b1--",
      part("form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "1") + "--b1--",
      part("form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "1") + "--b1--",
      part("form-data; name=\"a\"", Bytes("1\0", 2)) + "--b1--",
      part("form-data; name=\"a\"", "\xff") + "--b1--",
      part("form-data; name=\"a\"", "1") + part("form-data; name=\"a\"; filename=\"x\"", "2") + "--b1--",
      "--b1\r\n\r\n1\r\n--b1--",
      "",
  };
  for (const auto& body : bad) {
    const auto form = parse_multipart(body, "b1");
    EXPECT_FALSE(form.is_sound()) << body;
    EXPECT_TRUE(form.fields.empty() && form.files.empty()) << body;
  }
}

TEST(MultipartForm, HasLimits) {
  FormLimits small;
  small.file_bytes_max = 100;
  small.field_bytes_max = 10;
  small.parts_max = 2;
  const auto file = [&](std::size_t size) {
    return parse_multipart(part("form-data; name=\"f\"; filename=\"x\"", Bytes(size, 'x')) + "--b1--", "b1", small).is_sound();
  };
  const auto field = [&](std::size_t size) {
    return parse_multipart(part("form-data; name=\"f\"", Bytes(size, 'x')) + "--b1--", "b1", small).is_sound();
  };
  EXPECT_TRUE(file(100));
  EXPECT_FALSE(file(101));
  EXPECT_TRUE(field(10));
  EXPECT_FALSE(field(11));
  const auto a = part("form-data; name=\"a\"", "1");
  const auto b = part("form-data; name=\"b\"", "1");
  const auto c = part("form-data; name=\"c\"", "1");
  EXPECT_TRUE(parse_multipart(a + b + "--b1--", "b1", small).is_sound());
  EXPECT_FALSE(parse_multipart(a + b + c + "--b1--", "b1", small).is_sound());
  EXPECT_FALSE(parse_multipart(part("form-data; name=\"a\"\r\nX-A: " + Bytes(2048, 'x'), "1") + "--b1--", "b1").is_sound());
}

TEST(MultipartForm, JudgesTheCorpus) {
  const std::filesystem::path folder = OPAK_SHARED_DIR "/corpora/own/multipart";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared corpora are not here";
  const auto index = parse_json(read_bytes(folder / "index.json"));
  ASSERT_TRUE(index);
  ASSERT_GE(index->items().size(), 12u);
  for (const auto& row : index->items()) {
    const auto body = read_bytes(folder / std::string(row["file"].text()));
    ASSERT_FALSE(body.empty());
    const auto form = parse_multipart(body, row["boundary"].text());
    EXPECT_EQ(form.is_sound(), row["expect"].text() != "reject") << row["file"].text() << ": " << form.fault;
  }
}

TEST(MultipartForm, NeverFallsOverStrangersBytes) {
  const std::filesystem::path folder = OPAK_SHARED_DIR "/corpora/fetched/multipart";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared corpora are not here";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto body = read_bytes(entry.path());
    for (std::string boundary : {"b1", "foo_123", "MyBoundary", "x"}) parse_multipart(body, boundary);
    if (body.starts_with("--")) parse_multipart(body, std::string_view(body).substr(2, body.find_first_of("\r\n") - 2));
    parse_urlencoded(body);
    parse_form(body, body);
  }
}

TEST(FormByType, ReadsTheContentTypeStrictly) {
  EXPECT_TRUE(parse_form("", "").is_sound());
  EXPECT_FALSE(parse_form("", "a=1").is_sound());
  EXPECT_EQ(parse_form("application/x-www-form-urlencoded; charset=UTF-8", "a=1").field("a"), "1");
  const auto body = part("form-data; name=\"a\"", "1") + "--b1--\r\n";
  EXPECT_EQ(parse_form("Multipart/Form-Data; boundary=\"b1\"", body).field("a"), "1");
  EXPECT_EQ(parse_form("multipart/form-data; boundary=b1", body).field("a"), "1");
  EXPECT_FALSE(parse_form("multipart/form-data; boundary=b1; boundary=b2", body).is_sound());
  EXPECT_FALSE(parse_form("multipart/form-data", body).is_sound());
  EXPECT_FALSE(parse_form("application/json", "{}").is_sound());
}

TEST(ARequest, FindsItsHeadersCookiesAndPathParts) {
  Request request;
  request.headers = {{"cookie", "a=1; __Host-sid=xyz; ab=2"}, {"cookie", "twice=1; twice=2"}};
  request.path = "/lacak/OM-1/";
  request.query = "bahasa=su&q=a%20b";
  EXPECT_EQ(request.cookie("__Host-sid"), "xyz");
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("b"), "");
  EXPECT_EQ(request.cookie("twice"), "");
  EXPECT_EQ(request.header("host"), "");
  EXPECT_EQ(request.path_part(0), "lacak");
  EXPECT_EQ(request.path_part(1), "OM-1");
  EXPECT_EQ(request.path_part(2), "");
  EXPECT_EQ(request.path_part(3), "");
  EXPECT_EQ(request.query_field("bahasa"), "su");
  EXPECT_EQ(request.query_field("q"), "a b");
}

}  // namespace
}  // namespace opak::net
