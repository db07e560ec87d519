export default {
  iconLinks: [{ icon: 'github', href: 'https://github.com/derp-kv/derp-kv', title: 'Repository' }],
}
