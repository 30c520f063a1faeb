// A connection that is made when it is first needed, by whoever needs it first. The others wait
// until it is there; who comes later pays for one look at a flag. Each thing that is made once
// needs a Once of its own.

#include "examples/cases.hpp"
#include "gosync/once.hpp"

GOSYNC_BEGIN
namespace examples {

void LazySingleton(Scene& scene) {
  struct Lazy {
    sync::Once once;
    std::string connection;
  };
  scene.Act("lazy_singleton: making the connection takes 10 ms");
  auto lazy = std::make_shared<Lazy>();
  for (int i = 0; i < 5; ++i) {
    const std::string fn = "f" + std::to_string(i);
    scene.At(4 * i, "user " + std::to_string(i), [lazy, fn](Actor& user) {
      user.Call("once", {"Do", {{"once", "o"}, {"fn", fn}}}, [&] {
        lazy->once.Do([&] {
          user.Call("once", {"fn", {{"fn", fn}}}, [&] {
            user.Say("makes the connection");
            Sleep(10);
            lazy->connection = "the connection that " + user.name() + " made";
            return Fields{};
          });
        });
        return Fields{};
      });
      user.Say("has " + lazy->connection);
    });
  }
}

}  // namespace examples
GOSYNC_END
