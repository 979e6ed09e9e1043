package boot

import (
	"os/exec"
	"runtime"
	"testing"
)

func TestAnotherProcessOfThisStartSeesTheSameID(t *testing.T) {
	if ID() == "" || !Same(ID(), ID()) {
		t.Fatalf("ID %q", ID())
	}
	if runtime.GOOS != "linux" {
		return
	}
	other, err := exec.Command("cat", "/proc/sys/kernel/random/boot_id").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !Same(ID()+"\n", string(other)) {
		t.Errorf("%q here, %q there", ID(), other)
	}
}

func TestWhatIsUnknownIsNotTheSame(t *testing.T) {
	for _, ids := range [][2]string{{"", ""}, {"a", ""}, {"", "a"}, {"a", "b"}} {
		if Same(ids[0], ids[1]) {
			t.Errorf("%q are the same", ids)
		}
	}
}
