/** The app as it is: what every other case is compared with. */
module.exports = {}
