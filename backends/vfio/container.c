/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* VFIO containers, the groups in them and their devices. */
#include "internal.h"

#include <cohmem/port.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/process.h"
#include "../common/syscalls.h"
#include "../common/sysfs.h"

static int open_container(void)
{
	int fd = cohmem__sys.open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENODEV)
		return cohmem_set_error_text(-ENOENT,
					     "/dev/vfio/vfio does not exist: modprobe vfio-pci");
	return cohmem_set_error_text(-errno, "/dev/vfio/vfio: %s", strerror(errno));
}

static int check_container(int fd)
{
	if (cohmem__sys.ioctl(fd, VFIO_GET_API_VERSION) != VFIO_API_VERSION)
		return cohmem_set_error_text(-EOPNOTSUPP,
					     "the kernel's VFIO API version is not supported");
	if (cohmem__sys.ioctl(fd, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU) != 1)
		return cohmem_set_error_text(-EOPNOTSUPP,
					     "no VFIO type 1 driver: modprobe vfio_iommu_type1");
	return 0;
}

int cohmem__vfio_new(struct cohmem_vfio **vfio)
{
	struct cohmem_vfio *new;
	int fd = open_container();
	int err;

	if (fd < 0)
		return fd;
	err = check_container(fd);
	if (err)
		goto close_fd;
	new = cohmem_port->alloc(sizeof(*new));
	if (!new) {
		err = -ENOMEM;
		goto close_fd;
	}
	*new = (struct cohmem_vfio){
		.fd = fd, .forks = cohmem_fork_count(), .space.range = new->range};
	pthread_mutex_init(&new->mutex, NULL);
	*vfio = new;
	return 0;

close_fd:
	close(fd);
	return err;
}

int cohmem_vfio_open(struct cohmem_vfio **vfio)
{
	int err;

	cohmem__clear_error_text();
	err = vfio ? cohmem__vfio_new(vfio) : -EINVAL;
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL, "cannot use VFIO: %s",
			      cohmem__error_text(strerror(-err)));
	return err;
}

int cohmem_vfio_close(struct cohmem_vfio *vfio)
{
	if (!vfio)
		return 0;
	/* In a child process only its own descriptors are closed: mappings and devices belong to the parent. */
	for (const struct vfio_group *g = vfio->groups; g && !cohmem__opened_here(vfio->forks);
	     g = g->next)
		close(g->fd);
	if (vfio->groups && cohmem__opened_here(vfio->forks))
		return -EBUSY;
	close(vfio->fd);
	pthread_mutex_destroy(&vfio->mutex);
	cohmem_port->free(vfio, sizeof(*vfio));
	return 0;
}

/* Set the error text to the device that makes the group not viable. Returns -EPERM. */
static int not_viable(const char *group)
{
	char path[64], driver[64];
	const struct dirent *entry;
	int err = -EPERM;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/kernel/iommu_groups/%s/devices", group);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    cohmem__sysfs_link(driver, sizeof(driver), "%s/%s/driver", path,
				       entry->d_name) ||
		    !strncmp(driver, "vfio-", 5) || !strcmp(driver, "pcieport"))
			continue;
		err = cohmem_set_error_text(
			-EPERM,
			"%s is in the same IOMMU group %s and bound to %s: unbind it or bind it to vfio-pci, too",
			entry->d_name, group, driver);
		break;
	}
	if (dir)
		closedir(dir);
	return err;
}

static int open_group(const char *number)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};
	char path[32];
	int fd, err;

	snprintf(path, sizeof(path), "/dev/vfio/%s", number);
	fd = cohmem__sys.open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == EBUSY)
		return cohmem_set_error_text(
			-EBUSY,
			"IOMMU group %s is already open, in this process or another one (fuser %s); open all of its devices in one container",
			number, path);
	if (fd < 0 && errno == EACCES)
		return cohmem_set_error_text(
			-EACCES, "permission denied for %s: as root, chown it to this user", path);
	if (fd < 0)
		return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
	if (cohmem__sys.ioctl(fd, VFIO_GROUP_GET_STATUS, &status)) {
		err = cohmem_set_error_text(-errno, "cannot read the status of %s: %s", path,
					    strerror(errno));
		goto close_fd;
	}
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
		err = not_viable(number);
		goto close_fd;
	}
	return fd;

close_fd:
	close(fd);
	return err;
}

/* A container's IOMMU type can only be set after its first group has joined. */
static int set_iommu(struct cohmem_vfio *vfio)
{
	if (cohmem__sys.ioctl(vfio->fd, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) == 0)
		return 0;
	if (errno == EPERM)
		return cohmem_set_error_text(
			-EPERM,
			"the IOMMU does not remap interrupts: modprobe vfio_iommu_type1 allow_unsafe_interrupts=1");
	return cohmem_set_error_text(-errno, "cannot enable the type 1 IOMMU: %s", strerror(errno));
}

static int container_join(struct cohmem_vfio *vfio, int fd)
{
	unsigned int left;
	int err;

	if (cohmem__sys.ioctl(fd, VFIO_GROUP_SET_CONTAINER, &vfio->fd))
		return cohmem_set_error_text(
			-errno, "cannot add the IOMMU group to the container: %s", strerror(errno));
	err = vfio->groups ? 0 : set_iommu(vfio);
	if (!err)
		err = cohmem__vfio_read_info(vfio, &left);
	if (err)
		cohmem__sys.ioctl(fd, VFIO_GROUP_UNSET_CONTAINER);
	return err;
}

static int group_new(struct cohmem_vfio *vfio, const char *number, struct vfio_group **group)
{
	struct vfio_group *new;
	int fd = open_group(number);
	int err;

	if (fd < 0)
		return fd;
	err = container_join(vfio, fd);
	if (err)
		goto close_fd;
	new = cohmem_port->alloc(sizeof(*new));
	if (!new) {
		err = -ENOMEM;
		goto leave;
	}
	*new = (struct vfio_group){.next = vfio->groups, .fd = fd};
	snprintf(new->name, sizeof(new->name), "%s", number);
	vfio->groups = *group = new;
	return 0;

leave:
	cohmem__sys.ioctl(fd, VFIO_GROUP_UNSET_CONTAINER);
close_fd:
	close(fd);
	return err;
}

static struct vfio_group **find_group(struct cohmem_vfio *vfio, const char *number)
{
	struct vfio_group **link = &vfio->groups;

	while (*link && strcmp((*link)->name, number))
		link = &(*link)->next;
	return link;
}

/* Close the group if none of its devices is open. */
static void group_put(struct cohmem_vfio *vfio, struct vfio_group **link)
{
	struct vfio_group *group = *link;

	if (group->devices)
		return;
	*link = group->next;
	close(group->fd); /* this removes it from the container */
	cohmem_port->free(group, sizeof(*group));
	if (vfio->groups)
		return;
	/* The kernel removes all mappings when the last group leaves. */
	while (vfio->space.first)
		cohmem__free_iova(&vfio->space, vfio->space.first);
	vfio->mapped = 0;
	vfio->space.ranges = 0;
}

int cohmem__vfio_open_device(struct cohmem_vfio *vfio, const char *number, const char *name)
{
	struct vfio_group *group;
	int fd = 0;

	if (!cohmem__opened_here(vfio->forks))
		return -EPERM;
	pthread_mutex_lock(&vfio->mutex);
	group = *find_group(vfio, number);
	if (!group)
		fd = group_new(vfio, number, &group);
	if (fd == 0) {
		fd = cohmem__sys.ioctl(group->fd, VFIO_GROUP_GET_DEVICE_FD, name);
		if (fd < 0)
			fd = cohmem_set_error_text(-errno,
						   "cannot get the file of %s from VFIO: %s", name,
						   strerror(errno));
		else
			group->devices++;
		group_put(vfio, find_group(vfio, number));
	}
	pthread_mutex_unlock(&vfio->mutex);
	return fd;
}

void cohmem__vfio_close_device(struct cohmem_vfio *vfio, const char *number, int fd)
{
	struct vfio_group **link;

	close(fd);
	pthread_mutex_lock(&vfio->mutex);
	link = find_group(vfio, number);
	(*link)->devices--;
	group_put(vfio, link);
	pthread_mutex_unlock(&vfio->mutex);
}
