# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Without a Debian package: RPM, make install.

# rpm_of VERSION RELEASE: builds the package, prints its name
rpm_of() {
	local version=$1 release=$2 dir=/tmp/rpm/ena-$1

	mkdir -p "$dir"
	cp -r /srv/t/tree/. "$dir"
	sed -i "s/3\.0\.0/$version/" "$dir"/{dkms.conf,src/ena_main.c,packaging/rpm/ena.spec}
	sed -i "s/^Release: .*/Release: $release/" "$dir/packaging/rpm/ena.spec"
	tar -C /tmp/rpm -czf "/tmp/rpm/ena-$version.tar.gz" "ena-$version"
	rpmbuild -bb --quiet --define '_sourcedir /tmp/rpm' --define '_topdir /tmp/rpm' \
		"$dir/packaging/rpm/ena.spec" >&2
	echo "/tmp/rpm/RPMS/noarch/ena-dkms-$version-$release.noarch.rpm"
}

# A package without files, called as that of the headers is on SUSE
headers_rpm() {
	printf '%s\n' 'Name: kernel-default-devel' 'Version: 1' 'Release: 1' \
		'Summary: none' 'License: none' 'BuildArch: noarch' '%description' \
		'%files' >/tmp/rpm/headers.spec
	rpmbuild -bb --quiet --define '_topdir /tmp/rpm' /tmp/rpm/headers.spec >&2
	echo /tmp/rpm/RPMS/noarch/kernel-default-devel-1-1.noarch.rpm
}

rpm_do() {
	must rpm --nodeps "$@"
}

# The RPM, in a system that has dracut and kernel-install, as those of RPM distributions,
# and names the initramfs as they do. Dependencies are not tried: here none is an RPM.
row_rpm() {
	use_dracut
	mv "/boot/initrd.img-$k1" "/boot/initramfs-$k1.img"
	rpm_do -i "$(rpm_of 3.0.0 1)"
	runs_ours "$k1" 3.0.0
	rpm_do -U "$(rpm_of 3.0.0 2)"
	runs_ours "$k1" 3.0.0
	rpm_do -U "$(rpm_of 3.0.1 1)"
	runs_ours "$k1" 3.0.1
	[[ $(echo /usr/src/ena-*) == /usr/src/ena-3.0.1 ]]

	# A kernel comes, and one for which it does not build
	install_kernel2
	rm "/boot/initrd.img-$k2"
	must kernel-install add "$k2" "/boot/vmlinuz-$k2"
	dracut --force --quiet "/boot/initramfs-$k2.img" "$k2"
	runs_ours "$k2" 3.0.1
	touch /etc/ena-test-broken
	rpm_do -U "$(rpm_of 3.0.2 1)"
	said "$k2: no ena 3.0.2: the build failed"
	runs_ours "$k2" 3.0.1

	# Headers come, whose package is called like that on SUSE
	rm /etc/ena-test-broken
	rpm_do -i "$(headers_rpm)"
	runs_ours "$k2" 3.0.2

	rpm_do -e ena-dkms
	runs_own "$k1"
	runs_own "$k2"
	nothing_left
}

# Nothing of the driver, of what builds it or of what loads it is left
nothing_left() {
	local left

	left=$(find /etc /usr/lib /usr/sbin /usr/share /usr/src /var/lib /lib/modules \
		-name '*ena-dkms*' -o -name 'ena-doctor*' -o -name 'ena-3*' \
		-o -name 'ena-rescue*' -o -path '*/updates/dkms' -o -path '/var/lib/dkms/ena')
	echo "left: $left"
	[[ ! $left ]]
}

# A stand-in for it
tools_package() {
	local dir=/tmp/ena-tools

	mkdir -p $dir/DEBIAN $dir/usr/sbin
	printf '%s\n' 'Package: ena-tools' 'Version: 1' 'Architecture: all' \
		'Maintainer: nobody <nobody@localhost>' 'Description: stand-in' \
		>$dir/DEBIAN/control
	echo "the package's" >$dir/usr/sbin/ena-doctor
	must dpkg-deb --root-owner-group -b $dir /tmp/ena-tools.deb
	must dpkg -i /tmp/ena-tools.deb
}

all_may_read() {
	! find "$@" ! -type l ! -perm -444 -o -type d ! -perm -111 | grep . || return 1
}

# Without a package: "make install", "make dkms-install", "make uninstall"
row_install() {
	local tree=/srv/t/tree/packaging/install

	must "$tree" module "$k1"
	runs_ours "$k1" 3.0.0
	must "$tree" remove
	runs_own "$k1"
	nothing_left
	# The tools' package is not overwritten, nor removed
	tools_package
	must "$tree" dkms
	runs_ours "$k1" 3.0.0
	must "$tree" remove
	must dpkg --verify ena-tools
	must dpkg -P ena-tools
	nothing_left
	(umask 077 && must "$tree" dkms)
	runs_ours "$k1" 3.0.0
	all_may_read /usr/lib/ena-d* /usr/src/ena-3.0.0 /var/lib/ena-dkms \
		/lib/modules/"$k1"/{modules.*,updates}
	kernel_hooks "$k1"
	said "$k1: has ena 3.0.0 already"
	must /usr/lib/kernel/install.d/45-ena-dkms.install add "$k1"
	said "$k1: has ena 3.0.0 already"
	# What systemd-boot's hook comes to, while ena-dkms-sync renews an initramfs
	# shellcheck disable=SC2016 # for the hook
	boot_hook '/usr/lib/kernel/install.d/45-ena-dkms.install add "$1"'
	must timeout 180 ena-dkms-sync --remove "$k1"
	runs_own "$k1"
	must timeout 180 ena-dkms-sync --strict "$k1"
	runs_ours "$k1" 3.0.0
	# A tree of another version: nothing of this one is left; nor does this one leave
	# anything of the other, whose version it does not know
	cp -r /srv/t/tree /tmp/tree
	sed -i 's/3\.0\.0/3.0.1/' /tmp/tree/{dkms.conf,src/ena_main.c}
	must /tmp/tree/packaging/install dkms
	runs_ours "$k1" 3.0.1
	only_version 3.0.1
	must "$tree" remove
	runs_own "$k1"
	nothing_left
	# Neither is that of the driver
	must "${apt[@]}" install /srv/t/3.0.0.deb
	! "$tree" dkms || return 1
}
