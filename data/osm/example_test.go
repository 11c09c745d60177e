package osm_test

import (
	"context"
	"fmt"
	"os"

	"lifecircle/data/osm"
)

func ExampleRead() {
	table, err := osm.ParseTagTable("clinics.toml", []byte(`
		[[offer]]
		service = "clinic"
		tags    = { amenity = ["clinic", "doctors"] }
	`))
	if err != nil {
		panic(err)
	}
	file, err := os.CreateTemp("", "*.osm")
	if err != nil {
		panic(err)
	}
	defer os.Remove(file.Name())
	fmt.Fprint(file, `<osm>
		<node id="1" lat="31.23" lon="121.47">
			<tag k="amenity" v="clinic"/><tag k="name" v="Old Bridge"/><tag k="name:zh" v="老桥卫生服务站"/>
		</node>
	</osm>`)
	file.Close()

	extract, err := osm.Read(context.Background(), file.Name(), osm.Options{Name: "city.osm", Facilities: table})
	if err != nil {
		panic(err)
	}
	for _, f := range extract.Facilities {
		fmt.Println(f.ID, f.Names.In("zh"), f.Point, f.Services)
	}
	// Output: n1 老桥卫生服务站 [121.47 31.23] [clinic]
}
